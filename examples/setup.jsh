// Lines that prepare the Machine before the server starts:
//   fly mcp launch "…" --claude --server notes --setup "RUN apt-get install -y git"
// On the embedded emulator they run on this computer, so these only write a file.
import dev.mcpfly.examples.*;
import dev.mcpfly.launch.*;
import java.nio.file.*;

try (Demo demo = Demo.start(args)) {
    Path made = demo.home().path().resolve("made-by-setup.txt");
    McpDeployment notes = demo.launcher()
        .command(Programs.noteServer())
        .server("notes")
        .setup("RUN echo prepared > " + made, "ENV MODE=fast")
        .client(demo.clients().claudeDesktop())
        .launch();
    System.out.println("The setup lines have written: " + Files.readString(made).strip());
    try (StdioSession session = demo.asClaude(notes)) {
        System.out.println("Tools: " + String.join(", ", session.tools()));
    }
    notes.destroy();

    // One that fails is told before any client knows of the server, and all is undone.
    try {
        demo.launcher().command(Programs.noteServer()).server("broken").setup("RUN exit 3").launch();
        throw new AssertionError("The launch should have failed.");
    } catch (LaunchException e) {
        System.out.println("A line that fails: " + e.getMessage().lines().findFirst().get());
    }
}
