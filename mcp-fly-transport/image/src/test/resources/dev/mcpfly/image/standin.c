/* Two small programs in one, for images in which nothing else can run:
 *   standin server [ARGS]                    a stdio MCP server with one tool, "whoami"
 *   standin ... wrap [--port N] -- COMMAND   serves a command's stdio over HTTP the way "flyctl mcp wrap" does:
 *                                            POST goes to its input, GET streams its output
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static void reply(const char *id, int length, const char *result) {
  printf("{\"jsonrpc\":\"2.0\",\"id\":%.*s,\"result\":%s}\n", length, id, result);
  fflush(stdout);
}

static int server(int argc, char **argv) {
  char *line = NULL;
  size_t room = 0;
  while (getline(&line, &room, stdin) > 0) {
    char *id = strstr(line, "\"id\":");
    if (id == NULL) continue;
    id += 5;
    int length = *id == '"' ? (int)(strchr(id + 1, '"') - id) + 1 : (int)strspn(id, "0123456789");
    if (strstr(line, "\"initialize\"")) {
      reply(id, length, "{\"protocolVersion\":\"2025-06-18\",\"capabilities\":{\"tools\":{}},"
                        "\"serverInfo\":{\"name\":\"standin\",\"version\":\"1\"}}");
    } else if (strstr(line, "\"tools/list\"")) {
      reply(id, length, "{\"tools\":[{\"name\":\"whoami\",\"inputSchema\":{\"type\":\"object\"}}]}");
    } else if (strstr(line, "\"tools/call\"")) {
      char directory[512], text[1024];
      const char *greeting = getenv("GREETING");
      snprintf(text, sizeof text, "{\"content\":[{\"type\":\"text\",\"text\":\"uid=%d dir=%s greeting=%s args=%s\"}]}",
               (int)getuid(), getcwd(directory, sizeof directory), greeting ? greeting : "", argc > 2 ? argv[2] : "");
      reply(id, length, text);
    } else {
      reply(id, length, "{}");
    }
  }
  return 0;
}

static void write_all(int fd, const char *bytes, size_t length) {
  while (length > 0) {
    ssize_t n = write(fd, bytes, length);
    if (n <= 0) exit(0);
    bytes += n;
    length -= (size_t)n;
  }
}

static void handle(int client, int to_child, int from_child) {
  char head[65536];
  size_t have = 0;
  char *end = NULL;
  while (end == NULL && have < sizeof head - 1) {
    ssize_t n = read(client, head + have, sizeof head - 1 - have);
    if (n <= 0) return;
    have += (size_t)n;
    head[have] = 0;
    end = strstr(head, "\r\n\r\n");
  }
  if (end == NULL) return;
  const char *token = getenv("FLY_MCP_BEARER_TOKEN");
  char wanted[512];
  snprintf(wanted, sizeof wanted, "Authorization: Bearer %s\r\n", token ? token : "");
  if (token != NULL && strcasestr(head, wanted) == NULL) {
    const char *refused = "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    write_all(client, refused, strlen(refused));
    return;
  }
  if (strncmp(head, "POST", 4) == 0) {
    char *field = strcasestr(head, "\r\ncontent-length:");
    long length = field ? atol(field + 17) : 0;
    char *body = end + 4;
    long got = (long)(head + have - body);
    write_all(to_child, body, (size_t)got);
    char last = got > 0 ? body[got - 1] : 0;
    while (got < length) {
      char more[4096];
      ssize_t n = read(client, more, sizeof more);
      if (n <= 0) return;
      write_all(to_child, more, (size_t)n);
      last = more[n - 1];
      got += n;
    }
    if (last != '\n') write_all(to_child, "\n", 1);
    const char *accepted = "HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    write_all(client, accepted, strlen(accepted));
    return;
  }
  const char *ok = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n";
  write_all(client, ok, strlen(ok));
  struct pollfd sources[2] = {{from_child, POLLIN, 0}, {client, POLLIN, 0}};
  while (poll(sources, 2, -1) > 0) {
    char bytes[4096];
    if (sources[0].revents) {
      ssize_t n = read(from_child, bytes, sizeof bytes);
      if (n <= 0) return;
      write_all(client, bytes, (size_t)n);
    }
    if (sources[1].revents && read(client, bytes, sizeof bytes) <= 0) return;
  }
}

int main(int argc, char **argv) {
  if (argc > 1 && strcmp(argv[1], "server") == 0) return server(argc, argv);
  int port = 8080, i = 1;
  while (i < argc && strcmp(argv[i], "wrap") != 0) i++;
  for (i++; i < argc && strcmp(argv[i], "--") != 0; i++) {
    if (strcmp(argv[i], "--port") == 0 && i + 1 < argc) port = atoi(argv[++i]);
  }
  if (i + 1 >= argc) {
    fprintf(stderr, "standin: no command after --\n");
    return 2;
  }
  signal(SIGPIPE, SIG_IGN);
  signal(SIGCHLD, SIG_IGN);
  int in[2], out[2];
  if (pipe(in) || pipe(out)) return 1;
  if (fork() == 0) {
    dup2(in[0], 0);
    dup2(out[1], 1);
    close(in[1]);
    close(out[0]);
    execvp(argv[i + 1], argv + i + 1);
    perror(argv[i + 1]);
    _exit(127);
  }
  int listener = socket(AF_INET, SOCK_STREAM, 0), yes = 1;
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((unsigned short)port)};
  if (bind(listener, (struct sockaddr *)&address, sizeof address) || listen(listener, 16)) {
    perror("listen");
    return 1;
  }
  while (1) {
    int client = accept(listener, NULL, NULL);
    if (client < 0) continue;
    if (fork() == 0) {
      close(listener);
      handle(client, in[1], out[0]);
      _exit(0);
    }
    close(client);
  }
}
