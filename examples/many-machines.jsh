// Three machines behind one address: sessions stay where they are, an update goes from machine to machine while clients
// call, a machine is killed, and one is left in the end. Runs on the embedded emulator; with --fly on Fly.io.
import dev.mcpfly.examples.*;
import dev.mcpfly.launch.*;
import dev.mcpfly.launch.local.*;
import java.util.*;
import java.util.concurrent.*;
import java.util.concurrent.atomic.*;

boolean onFly = args.contains("--fly");
try (LocalImageRegistry registry = LocalImageRegistry.start();
     Demo demo = Demo.start(args, LocalMachines.builder().registries(registry.client()).build())) {
    McpLauncher launcher = demo.launcher()
        .server("notes")
        .machines(3)
        .region("iad", "fra")
        .client(demo.clients().claudeDesktop());
    if (onFly) launcher.command("npx -y @modelcontextprotocol/server-memory");
    else launcher.command(Programs.noteServer()).images(registry.client());

    McpDeployment notes = launcher.launch();
    System.out.println(notes.describe());

    try (StdioSession ann = demo.asClaude(notes); StdioSession bob = demo.asClaude(notes)) {
        // What a session has told its server stays there: each request comes to the machine that began the session.
        if (!onFly) {
            ann.call("add_note", Map.of("text", "from Ann"));
            bob.call("add_note", Map.of("text", "from Bob"));
            for (int i = 0; i < 6; i++) {
                String seen = ann.call("list_notes", Map.of());
                if (!seen.contains("from Ann") || seen.contains("from Bob")) throw new IllegalStateException("Ann sees " + seen);
            }
            System.out.println("Ann's and Bob's sessions stay on their machines.");
        }

        // A rolling update while both call: not one call fails.
        AtomicBoolean done = new AtomicBoolean();
        AtomicInteger calls = new AtomicInteger();
        ExecutorService clients = Executors.newFixedThreadPool(2);
        List<Future<?>> running = new ArrayList<>();
        for (StdioSession client : List.of(ann, bob)) {
            running.add(clients.submit(() -> {
                while (!done.get()) { client.tools(); calls.incrementAndGet(); Thread.sleep(50); }
                return null;
            }));
        }
        try {
            System.out.println(notes.planUpdate(u -> u.memoryMb(512)).text());
            notes.update(u -> u.memoryMb(512));
        } finally {
            done.set(true);
            clients.shutdown();
        }
        for (Future<?> client : running) client.get();
        System.out.println(calls + " calls during the update, and none failed.");

        // One machine is killed. Whose session was there begins anew, and goes on.
        notes.handle().machines().stop(notes.machineIds().get(0), dev.mcpfly.api.model.Signal.SIGKILL, java.time.Duration.ofSeconds(1));
        System.out.println("After a machine was killed, Ann's tools are " + ann.tools() + " and Bob's " + bob.tools());

        notes.scale(1);
        System.out.println(notes.describe());
        System.out.println("With one machine left, Ann's tools are " + ann.tools() + " and Bob's " + bob.tools());
    }
    notes.destroy();
    System.out.println("Destroyed.");
}
