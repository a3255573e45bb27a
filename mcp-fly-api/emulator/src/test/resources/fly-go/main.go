// Deploys to an emulator with Fly's own Go client, in the order that flyctl does.
//
// The arguments are scenarios, which are run one after the other on one app. "advance N" on stdout
// asks whoever started the program to let N seconds pass and to answer with a line.
package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	fly "github.com/superfly/fly-go"
	"github.com/superfly/fly-go/flaps"
	"github.com/superfly/fly-go/tokens"
)

const app = "fly-mcp"

var (
	ctx    = context.Background()
	client *flaps.Client
	input  = bufio.NewScanner(os.Stdin)
	lease  = 13
)

func main() {
	var err error
	client, err = flaps.NewWithOptions(ctx, flaps.NewClientOpts{
		AppName: app,
		Tokens:  tokens.Parse(os.Getenv("FLY_API_TOKEN")),
	})
	check(err)
	scenarios := map[string]func(){
		"launch": launch, "scale": func() { create("1", false) }, "rolling": rolling,
		"canary": canary, "bluegreen": blueGreen, "volumes": volumes, "lifecycle": lifecycle,
	}
	for _, name := range os.Args[1:] {
		scenarios[name]()
		fmt.Println("done " + name)
	}
}

func check(err error) {
	if err != nil {
		fmt.Println("failed:", err)
		os.Exit(1)
	}
}

func must[T any](value T, err error) T {
	check(err)
	return value
}

func expect(holds bool, what string, shown any) {
	if !holds {
		check(fmt.Errorf("%s: %+v", what, shown))
	}
}

func advance(seconds int) {
	fmt.Println("advance", seconds)
	input.Scan()
}

func pointer[T any](value T) *T { return &value }

func config(version string) *fly.MachineConfig {
	suspend := fly.MachineAutostopSuspend
	return &fly.MachineConfig{
		Image: "flyio/mcp",
		Init:  fly.MachineInit{Cmd: []string{"uvx", "mcp-server-time"}},
		Env:   map[string]string{"FLY_PROCESS_GROUP": "app", "PRIMARY_REGION": "iad"},
		Guest: &fly.MachineGuest{CPUKind: "shared", CPUs: 1, MemoryMB: 1024},
		Metadata: map[string]string{
			"fly_platform_version": "v2", "fly_process_group": "app", "fly_release_version": version,
		},
		Services: []fly.MachineService{{
			Protocol: "tcp", InternalPort: 8080, Autostop: &suspend, Autostart: pointer(true),
			MinMachinesRunning: pointer(0),
			Ports: []fly.MachinePort{
				{Port: pointer(80), Handlers: []string{"http"}, ForceHTTPS: true},
				{Port: pointer(443), Handlers: []string{"http", "tls"}},
			},
		}},
	}
}

func launch() {
	guest := &fly.MachineGuest{CPUKind: "shared", CPUs: 1, MemoryMB: 1024}
	regions := must(client.GetRegions(ctx, ""))
	expect(len(regions) > 0, "regions", regions)
	places := must(client.GetPlacements(ctx, &flaps.GetPlacementsRequest{
		ComputeRequirements: guest, Region: "any", Count: 2, Org: "personal",
	}))
	expect(len(places) > 0 && places[0].Region != "", "placements", places)
	check(client.CreateApp(ctx, app, "personal"))
	check(client.WaitForApp(ctx, app))
	set := must(client.SetAppSecret(ctx, "FLY_MCP_BEARER_TOKEN", "token"))
	expect(set.Digest != "" && set.Version > 0, "secret", set)
	expect(len(must(client.ListAppSecrets(ctx, nil, false))) == 1, "secrets", nil)
	expect(len(must(client.List(ctx, ""))) == 0, "machines", nil)
	expect(len(must(client.GetVolumes(ctx))) == 0, "volumes", nil)
	create("1", false)
}

// create makes a machine under a lease, waits as flyctl does, and gives the lease back.
func create(version string, keep bool) *fly.Machine {
	machine := must(client.Launch(ctx, fly.LaunchMachineInput{
		Config: config(version), Region: "iad", LeaseTTL: 300, SkipServiceRegistration: keep,
	}))
	expect(machine.LeaseNonce != "" && machine.ID != "", "no lease on", machine)
	check(client.Wait(ctx, machine, "started", time.Minute))
	for range 3 {
		expect(must(client.Get(ctx, machine.ID)).State == "started", "smoke check", machine.ID)
		advance(1)
	}
	if !keep && version == "1" {
		check(client.ReleaseLease(ctx, machine.ID, machine.LeaseNonce))
	}
	return machine
}

func acquire(id string) string {
	held := must(client.AcquireLease(ctx, id, &lease))
	expect(held.Status == "success" && held.Data.Nonce != "", "lease", held)
	_, err := client.RefreshLease(ctx, id, &lease, "of-somebody-else")
	var told *flaps.FlapsError
	expect(errors.As(err, &told) && told.ResponseStatusCode == 409, "second lease", err)
	return held.Data.Nonce
}

func refresh(id string, nonce string) {
	expect(must(client.RefreshLease(ctx, id, &lease, nonce)).Data.Nonce == nonce, "refresh", id)
}

// update leaves a machine asleep that is, as flyctl does.
func update(machine *fly.Machine, nonce string) {
	runs := must(client.Get(ctx, machine.ID)).State == "started"
	next := must(client.Update(ctx, fly.LaunchMachineInput{
		ID: machine.ID, Config: config("2"), Region: machine.Region, Name: machine.Name,
		SkipLaunch: !runs,
	}, nonce))
	expect(next.InstanceID != machine.InstanceID, "no new version", next)
	refresh(machine.ID, nonce)
	if runs {
		check(client.Wait(ctx, next, "started", time.Minute))
	}
}

func rolling() {
	machines := must(client.ListActive(ctx))
	nonces := make([]string, len(machines))
	for i, machine := range machines {
		nonces[i] = acquire(machine.ID)
	}
	for i, machine := range machines {
		update(machine, nonces[i])
		for j, other := range machines {
			refresh(other.ID, nonces[j])
		}
	}
	for i, machine := range machines {
		check(client.ReleaseLease(ctx, machine.ID, nonces[i]))
		check(client.Cordon(ctx, machine.ID, ""))
		check(client.Uncordon(ctx, machine.ID, ""))
	}
}

func canary() {
	before := must(client.ListActive(ctx))
	machine := create("2", false)
	advance(301)
	check(client.Destroy(ctx, fly.RemoveMachineInput{ID: machine.ID, Kill: true}, machine.LeaseNonce))
	check(client.Wait(ctx, machine, "destroyed", time.Minute))
	for _, old := range before {
		nonce := acquire(old.ID)
		update(old, nonce)
		check(client.ReleaseLease(ctx, old.ID, nonce))
	}
}

func blueGreen() {
	blue := must(client.ListActive(ctx))
	nonces := make([]string, len(blue))
	for i, machine := range blue {
		nonces[i] = acquire(machine.ID)
	}
	green := create("2", true)
	check(client.Uncordon(ctx, green.ID, green.LeaseNonce))
	for i, machine := range blue {
		check(client.SetMetadata(ctx, machine.ID, "fly_bluegreen_deployment_tag", "safe_to_destroy"))
		refresh(machine.ID, nonces[i])
		check(client.Cordon(ctx, machine.ID, nonces[i]))
		check(client.Stop(ctx, fly.StopMachineInput{ID: machine.ID}, nonces[i]))
		check(client.Wait(ctx, machine, "stopped", time.Minute))
		check(client.Destroy(ctx, fly.RemoveMachineInput{ID: machine.ID, Kill: true}, nonces[i]))
		check(client.Wait(ctx, machine, "destroyed", time.Minute))
	}
	check(client.ReleaseLease(ctx, green.ID, green.LeaseNonce))
}

func volumes() {
	volume := must(client.CreateVolume(ctx, fly.CreateVolumeRequest{
		Name: "data", Region: "iad", SizeGb: pointer(1), Encrypted: pointer(true),
		RequireUniqueZone: pointer(true), SnapshotRetention: pointer(5),
	}))
	expect(volume.SizeGb == 1 && volume.Name == "data" && volume.Encrypted, "volume", volume)
	expect(len(must(client.GetVolumes(ctx))) == 1, "volumes", volume)
	with := config("1")
	with.Mounts = []fly.MachineMount{{Volume: volume.ID, Path: "/data", Name: "data"}}
	machine := must(client.Launch(ctx, fly.LaunchMachineInput{Config: with, Region: "iad"}))
	check(client.Wait(ctx, machine, "started", time.Minute))
	attached := must(client.GetVolume(ctx, volume.ID)).AttachedMachine
	expect(attached != nil && *attached == machine.ID, "attached to", attached)
	larger, restart, err := client.ExtendVolume(ctx, volume.ID, 3)
	check(err)
	expect(larger.SizeGb == 3, "extended", restart)
	kept := must(client.UpdateVolume(ctx, volume.ID, fly.UpdateVolumeRequest{SnapshotRetention: pointer(9)}))
	expect(kept.SnapshotRetention == 9, "updated", kept)
	check(client.CreateVolumeSnapshot(ctx, volume.ID))
	expect(len(must(client.GetVolumeSnapshots(ctx, volume.ID))) == 1, "snapshots", nil)
	check(client.Destroy(ctx, fly.RemoveMachineInput{ID: machine.ID, Kill: true}, ""))
	check(client.Wait(ctx, machine, "destroyed", time.Minute))
	must(client.DeleteVolume(ctx, volume.ID))
}

func lifecycle() {
	machine := must(client.ListActive(ctx))[0]
	id := machine.ID
	check(client.SetMetadata(ctx, id, "colour", "blue"))
	expect(must(client.GetMetadata(ctx, id))["colour"] == "blue", "metadata", id)
	check(client.DeleteMetadata(ctx, id, "colour"))
	check(client.Stop(ctx, fly.StopMachineInput{ID: id}, ""))
	check(client.Wait(ctx, must(client.Get(ctx, id)), "stopped", time.Minute))
	started := must(client.Start(ctx, id, ""))
	expect(started.PreviousState == "stopped", "started", started)
	check(client.Wait(ctx, must(client.Get(ctx, id)), "started", time.Minute))
	check(client.Restart(ctx, fly.RestartMachineInput{ID: id}, ""))
	check(client.Wait(ctx, must(client.Get(ctx, id)), "started", time.Minute))
	check(client.Suspend(ctx, id, ""))
	check(client.Wait(ctx, must(client.Get(ctx, id)), "suspended", time.Minute))
	must(client.Start(ctx, id, ""))
	check(client.Wait(ctx, must(client.Get(ctx, id)), "started", time.Minute))
	_, err := client.Get(ctx, "00000000000000")
	var told *flaps.FlapsError
	expect(errors.As(err, &told) && told.ResponseStatusCode == 404, "unknown machine", err)
	expect(told.FlyRequestId != "" && told.OriginalError.Error() != "", "its message", told)
	check(client.DeleteAppSecret(ctx, "FLY_MCP_BEARER_TOKEN"))
	expect(len(must(client.ListAppSecrets(ctx, nil, false))) == 0, "secrets", nil)
}
