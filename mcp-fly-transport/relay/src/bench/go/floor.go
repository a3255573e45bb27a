// A bound, not a peer: one HTTP hop in front of one server process, without any check.
package main

import (
	"bufio"
	"bytes"
	"io"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"sync"
)

var id = regexp.MustCompile(`"id":(\d+)`)

// The servers at hand write the id near the beginning or the end.
func number(line []byte) ([]byte, []int) {
	head := line[:min(len(line), 200)]
	if at := id.FindSubmatchIndex(head); at != nil {
		return line, at
	}
	tail := max(0, len(line)-60)
	at := id.FindSubmatchIndex(line[tail:])
	for i := range at {
		at[i] += tail
	}
	return line, at
}

func renumbered(line []byte, at []int, to string) []byte {
	out := make([]byte, 0, len(line)+24)
	out = append(out, line[:at[2]]...)
	out = append(out, to...)
	return append(out, line[at[3]:]...)
}

func main() {
	child := exec.Command(os.Args[2], os.Args[3:]...)
	stdin, _ := child.StdinPipe()
	stdout, _ := child.StdoutPipe()
	if err := child.Start(); err != nil {
		panic(err)
	}
	var lock sync.Mutex
	last := 0
	waiting := map[string]chan []byte{}
	go func() {
		lines := bufio.NewReaderSize(stdout, 1<<20)
		for {
			line, err := lines.ReadBytes('\n')
			if err != nil {
				os.Exit(1)
			}
			if _, at := number(line); at != nil {
				key := string(line[at[2]:at[3]])
				lock.Lock()
				answer := waiting[key]
				delete(waiting, key)
				lock.Unlock()
				if answer != nil {
					answer <- line
				}
			}
		}
	}()
	http.HandleFunc("/mcp", func(out http.ResponseWriter, request *http.Request) {
		body, _ := io.ReadAll(request.Body)
		body = bytes.TrimSpace(body)
		_, at := number(body)
		if at == nil {
			lock.Lock()
			stdin.Write(append(body, '\n'))
			lock.Unlock()
			out.WriteHeader(202)
			return
		}
		own := string(body[at[2]:at[3]])
		answer := make(chan []byte, 1)
		lock.Lock()
		last++
		key := strconv.Itoa(last)
		waiting[key] = answer
		stdin.Write(append(renumbered(body, at, key), '\n'))
		lock.Unlock()
		line := <-answer
		_, at = number(line)
		out.Header().Set("Content-Type", "application/json")
		out.Header().Set("Mcp-Session-Id", "floor")
		out.Write(renumbered(line, at, own))
	})
	http.ListenAndServe("127.0.0.1:"+os.Args[1], nil)
}
