package dev.mcpfly.config;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The MCP clients whose configuration can be read and written.
 *
 * <pre>{@code
 * McpServerEntry entry = McpServerEntry.stdio("npx", "-y", "@modelcontextprotocol/server-slack").env("TOKEN", token);
 * ClientConfig zed = McpClients.zed().userConfig();
 * ConfigPlan plan = zed.plan(edit -> edit.put("slack", entry));
 * System.out.println(plan.diff());
 * plan.write();
 * }</pre>
 *
 * <p>The methods of this class concern this machine and user; use {@link #in} for another one, such
 * as a scratch home in a test. Nothing is written before {@link ConfigPlan#write()}, and a file
 * that cannot be read or understood is a {@link ConfigException} that names it. Safe for use by
 * several threads.
 */
public final class McpClients {
  private McpClients() {}

  /** Returns the clients of a machine. */
  public static McpClientCatalog in(HostEnvironment host) {
    return new McpClientCatalog(host);
  }

  private static McpClientCatalog here() {
    return in(HostEnvironment.current());
  }

  /** Returns all known clients, the most common first. */
  public static List<McpClient> all() {
    return here().all();
  }

  /** Returns the clients that seem to be installed, each with the reasons. */
  public static List<DetectedClient> detected() {
    return here().detected();
  }

  /**
   * Plans one server's entry in the user configuration of several clients. A client that cannot use
   * it is left out, and {@link InstallPlan#refused()} says why; the others are written together.
   *
   * @param clients the clients, usually those that are {@link #detected()}
   * @param name the name of the server in each
   * @param entry how the server is started or reached
   * @throws IllegalArgumentException if the name is not one that clients accept
   */
  public static InstallPlan installInto(
      List<DetectedClient> clients, String name, McpServerEntry entry) {
    return EntryPlans.install(clients, name, entry);
  }

  /**
   * Plans to remove one server's entry from the user configuration of several clients; those that
   * have none do not change. A client whose file cannot be read is left out, and {@link
   * InstallPlan#refused()} says why.
   *
   * @param clients the clients, usually those that are {@link #detected()}
   * @param name the name of the server
   */
  public static InstallPlan removeFrom(List<DetectedClient> clients, String name) {
    return EntryPlans.remove(clients, name);
  }

  /** Returns the client with this id, if it is known. */
  public static Optional<McpClient> byId(String id) {
    return here().byId(id);
  }

  /**
   * Returns a file in the common form that belongs to no known client, such as <code>
   * {"mcpServers": {…}}</code>.
   *
   * @param path the file; its ending says the format: {@code .toml}, {@code .yaml}, {@code .yml},
   *     {@code .jsonc}, else JSON
   * @param keys the keys that lead from the root to the map of entries; none means {@code
   *     mcpServers}
   */
  public static ClientConfig file(Path path, String... keys) {
    return CustomFiles.at(path, keys);
  }

  /**
   * Plans to copy an entry from one configuration to another, each in its own spelling. The source
   * is not changed. References in arguments and addresses are copied if both clients resolve them
   * in the same way; otherwise the copy is refused.
   *
   * @param from where the entry is
   * @param to where it is to be put
   * @param name its name, in both
   * @throws ConfigException if there is no such entry
   * @throws ConfigException.EntryRefused if the other client could not use it
   */
  public static ConfigPlan copy(ClientConfig from, ClientConfig to, String name) {
    return EntryPlans.copy(from, to, name);
  }

  /**
   * Reads entries in the common form, <code>{"mcpServers": {…}}</code>, in which servers are
   * published and pasted; each may be in any client's spelling. Comments and trailing commas are
   * allowed, and so is a map without the {@code mcpServers} around it.
   *
   * @throws ConfigException if the text is not JSON, or has no map of entries
   */
  public static Map<String, McpServerEntry> readServers(String text) {
    return CommonForm.read(text);
  }

  /**
   * Writes entries in the common form, as strict JSON.
   *
   * @throws ConfigException.EntryRefused if an entry cannot be written in this form: its transport
   *     is unknown, or it refers to a secret, which the form cannot express
   */
  public static String writeServers(Map<String, McpServerEntry> servers) {
    return CommonForm.write(servers);
  }

  /** Returns Claude Desktop. */
  public static McpClient claudeDesktop() {
    return here().claudeDesktop();
  }

  /** Returns Cursor. */
  public static McpClient cursor() {
    return here().cursor();
  }

  /** Returns Neovim with MCPHub. */
  public static McpClient neovim() {
    return here().neovim();
  }

  /** Returns Visual Studio Code. */
  public static McpClient vscode() {
    return here().vscode();
  }

  /** Returns Visual Studio Code Insiders. */
  public static McpClient vscodeInsiders() {
    return here().vscodeInsiders();
  }

  /** Returns VSCodium. */
  public static McpClient vscodium() {
    return here().vscodium();
  }

  /** Returns Windsurf. */
  public static McpClient windsurf() {
    return here().windsurf();
  }

  /** Returns Devin Desktop, the successor of Windsurf. */
  public static McpClient devinDesktop() {
    return here().devinDesktop();
  }

  /** Returns Zed. */
  public static McpClient zed() {
    return here().zed();
  }

  /** Returns Claude Code. */
  public static McpClient claudeCode() {
    return here().claudeCode();
  }

  /** Returns OpenAI Codex. */
  public static McpClient codex() {
    return here().codex();
  }

  /** Returns Gemini CLI. */
  public static McpClient geminiCli() {
    return here().geminiCli();
  }

  /** Returns Qwen Code. */
  public static McpClient qwenCode() {
    return here().qwenCode();
  }

  /** Returns OpenCode. */
  public static McpClient opencode() {
    return here().opencode();
  }

  /** Returns Kilo Code. */
  public static McpClient kiloCode() {
    return here().kiloCode();
  }

  /** Returns GitHub Copilot CLI. */
  public static McpClient copilotCli() {
    return here().copilotCli();
  }

  /** Returns Cline. */
  public static McpClient cline() {
    return here().cline();
  }

  /** Returns Roo Code. */
  public static McpClient rooCode() {
    return here().rooCode();
  }

  /** Returns Goose. */
  public static McpClient goose() {
    return here().goose();
  }

  /** Returns Continue. */
  public static McpClient continueDev() {
    return here().continueDev();
  }

  /** Returns the Amazon Q Developer CLI. */
  public static McpClient amazonQ() {
    return here().amazonQ();
  }

  /** Returns Kiro. */
  public static McpClient kiro() {
    return here().kiro();
  }

  /** Returns Crush. */
  public static McpClient crush() {
    return here().crush();
  }

  /** Returns Google Antigravity. */
  public static McpClient antigravity() {
    return here().antigravity();
  }

  /** Returns LM Studio. */
  public static McpClient lmStudio() {
    return here().lmStudio();
  }

  /** Returns JetBrains Junie. */
  public static McpClient junie() {
    return here().junie();
  }

  /** Returns Warp. */
  public static McpClient warp() {
    return here().warp();
  }

  /** Returns Visual Studio. */
  public static McpClient visualStudio() {
    return here().visualStudio();
  }

  /** Returns ChatGPT desktop, which shares {@link #codex()}'s file. */
  public static McpClient chatgptDesktop() {
    return here().chatgptDesktop();
  }

  /** Returns Amp. */
  public static McpClient amp() {
    return here().amp();
  }

  /** Returns Factory droid. */
  public static McpClient droid() {
    return here().droid();
  }

  /** Returns Kimi Code. */
  public static McpClient kimiCode() {
    return here().kimiCode();
  }

  /** Returns Mistral Vibe. */
  public static McpClient mistralVibe() {
    return here().mistralVibe();
  }

  /** Returns Hermes. */
  public static McpClient hermes() {
    return here().hermes();
  }

  /** Returns OpenClaw. */
  public static McpClient openClaw() {
    return here().openClaw();
  }

  /** Returns Auggie. */
  public static McpClient auggie() {
    return here().auggie();
  }

  /** Returns Trae. */
  public static McpClient trae() {
    return here().trae();
  }

  /** Returns Qoder. */
  public static McpClient qoder() {
    return here().qoder();
  }

  /** Returns Qoder CLI. */
  public static McpClient qoderCli() {
    return here().qoderCli();
  }

  /** Returns Rovo Dev. */
  public static McpClient rovoDev() {
    return here().rovoDev();
  }

  /** Returns Grok Build. */
  public static McpClient grokBuild() {
    return here().grokBuild();
  }

  /** Returns Pi with its MCP adapter. */
  public static McpClient pi() {
    return here().pi();
  }

  /** Returns fx. */
  public static McpClient fx() {
    return here().fx();
  }

  /** Returns Mastra Code. */
  public static McpClient mastraCode() {
    return here().mastraCode();
  }

  /** Returns MCPorter. */
  public static McpClient mcporter() {
    return here().mcporter();
  }

  /** Returns Abacus AI. */
  public static McpClient abacusAi() {
    return here().abacusAi();
  }

  /** Returns CodeArts CLI. */
  public static McpClient codeArts() {
    return here().codeArts();
  }

  /** Returns VS Code Server. */
  public static McpClient vscodeServer() {
    return here().vscodeServer();
  }

  /** Returns GitHub Copilot for JetBrains' IDEs. */
  public static McpClient copilotJetBrains() {
    return here().copilotJetBrains();
  }

  /** Returns GitHub Copilot for Xcode. */
  public static McpClient copilotXcode() {
    return here().copilotXcode();
  }

  /** Returns AnythingLLM. */
  public static McpClient anythingLlm() {
    return here().anythingLlm();
  }

  /** Returns Jan. */
  public static McpClient jan() {
    return here().jan();
  }

  /** Returns LibreChat. */
  public static McpClient libreChat() {
    return here().libreChat();
  }

  /** Returns BoltAI. */
  public static McpClient boltAi() {
    return here().boltAi();
  }

  /** Returns Enconvo. */
  public static McpClient enconvo() {
    return here().enconvo();
  }

  /** Returns Tome. */
  public static McpClient tome() {
    return here().tome();
  }

  /**
   * A plan to add one server to several clients, or to remove it; nothing has been written yet.
   *
   * <pre>{@code
   * McpClients.InstallPlan plan = McpClients.installInto(McpClients.detected(), "notes", entry);
   * System.out.println(plan.changes().diff());
   * plan.changes().write();
   * }</pre>
   *
   * @param changes the files that get the entry or lose it: all of them or none
   * @param refused the clients that are left out, each with a sentence that says why: the client
   *     cannot use such an entry, or its file cannot be read
   */
  public record InstallPlan(ConfigTransaction changes, Map<McpClient, String> refused) {
    /** Copies the map. */
    public InstallPlan {
      Objects.requireNonNull(changes, "changes");
      refused = Collections.unmodifiableMap(new LinkedHashMap<>(refused));
    }
  }
}
