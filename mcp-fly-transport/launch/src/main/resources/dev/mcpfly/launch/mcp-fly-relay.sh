#!/bin/sh
# mcp-fly @VERSION@
# Starts the relay of mcp-fly that is installed beside this file, with a Java of version 17 or newer
# that is found now: MCP_FLY_JAVA alone if it is set; else the one that is recorded beside this file,
# JAVA_HOME, the PATH, the newest in the usual places. mcp-fly replaces this file; changes to it are lost.

fail() {
  printf 'mcp-fly-relay: %s\n' "$1" >&2
  exit 127
}

# Puts the major version of the Java home $1 into "version", and all of it into "build", from its release file.
released() {
  version=
  build=
  [ -r "$1/release" ] || return 1
  while IFS= read -r line || [ -n "$line" ]; do
    case $line in
      JAVA_VERSION=*)
        version=${line#JAVA_VERSION=}
        version=${version#\"}
        build=${build:-${version%%[!0-9A-Za-z.+_-]*}}
        version=${version%%[!0-9]*}
        break
        ;;
      JAVA_RUNTIME_VERSION=*)
        build=${line#JAVA_RUNTIME_VERSION=}
        build=${build#\"}
        build=${build%%[!0-9A-Za-z.+_-]*}
        ;;
    esac
  done <"$1/release"
  [ -n "$version" ]
}

# Puts the same of the Java program $1 into the same, from what it says itself.
asked() {
  version=
  build=
  text=$(unset JAVA_TOOL_OPTIONS _JAVA_OPTIONS JDK_JAVA_OPTIONS; "$1" -version 2>&1 </dev/null) || return 1
  case $text in
    *version\ \"*)
      version=${text##*version \"}
      build=${version%%[!0-9A-Za-z.+_-]*}
      version=${version%%[!0-9]*}
      ;;
  esac
  [ -n "$version" ]
}

# Puts the Java program $1 into "java" if it is one, and not too old.
try() {
  [ -f "$1" ] && [ -x "$1" ] || return 1
  # On macOS this one asks the user to install a Java.
  [ "$1" != /usr/bin/java ] || [ ! -x /usr/libexec/java_home ] || return 1
  home=${1%/*}
  if ! released "${home%/*}"; then
    real=$(readlink -f "$1" 2>/dev/null) || real=
    home=${real%/*}
    released "${home%/*}" || asked "$1" || return 1
  fi
  [ "$version" -ge 17 ] 2>/dev/null || return 1
  java=$1
}

try_path() {
  rest=$PATH:
  while [ -n "$rest" ]; do
    folder=${rest%%:*}
    rest=${rest#*:}
    case $folder in
      /*) try "$folder/java" && return 0 ;;
    esac
  done
  return 1
}

try_usual_places() {
  newest=
  most=0
  for folder in \
    /usr/lib/jvm/* /usr/lib64/jvm/* /usr/java/* /usr/local/java/* /usr/local/lib/jvm/* \
    /opt/java/* /opt/jdk* /opt/jvm/* /opt/*jdk* /snap/openjdk/current/jdk \
    /Library/Java/JavaVirtualMachines/*/Contents/Home \
    "$HOME"/Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk* /usr/local/opt/openjdk* /home/linuxbrew/.linuxbrew/opt/openjdk* \
    "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* "$HOME"/.jdks/*/Contents/Home \
    "$HOME"/.asdf/installs/java/* "$HOME"/.local/share/mise/installs/java/* \
    "$HOME"/.jabba/jdk/* "$HOME"/.gradle/jdks/* "$HOME"/.nix-profile /run/current-system/sw; do
    if try "$folder/bin/java" && [ "$version" -gt "$most" ]; then
      newest=$java
      most=$version
    fi
  done
  [ -n "$newest" ] && try "$newest"
}

# What has no Java may have Node.js: the entry says whether that will do.
fall_back_to_npx() {
  url=
  instance=
  before=
  for word do
    case $before in
      --url) url=$word ;;
      --instance) instance=$word ;;
    esac
    case $word in
      --url=*) url=${word#--url=} ;;
      --instance=*) instance=${word#--instance=} ;;
    esac
    before=$word
  done
  [ -n "$url" ] && command -v npx >/dev/null 2>&1 || return 1
  set -- -y mcp-remote "$url"
  [ -z "$instance" ] || set -- "$@" --header "Fly-Force-Instance-Id:$instance"
  if [ -n "${MCP_FLY_BEARER_TOKEN:-}" ]; then
    AUTH_HEADER="Bearer $MCP_FLY_BEARER_TOKEN"
  elif [ -n "${MCP_FLY_USER:-}" ]; then
    AUTH_HEADER="Basic $(printf '%s:%s' "$MCP_FLY_USER" "${MCP_FLY_PASSWORD:-}" | base64 | tr -d '\n')"
  else
    exec npx "$@"
  fi
  export AUTH_HEADER
  exec npx "$@" --header 'Authorization:${AUTH_HEADER}'
}

here=$0
while [ -L "$here" ]; do
  link=$(readlink "$here") || break
  case $link in
    /*) here=$link ;;
    *) here=${here%/*}/$link ;;
  esac
done
case $here in
  */*) here=${here%/*} ;;
  *) here=. ;;
esac
HOME=${HOME:-/nonexistent}
PATH=${PATH:-}

java=
if [ -n "${MCP_FLY_JAVA:-}" ]; then
  try "$MCP_FLY_JAVA" ||
    fail "MCP_FLY_JAVA names $MCP_FLY_JAVA, which is not a Java 17 or newer; correct it or leave it out."
else
  recorded=
  [ ! -r "$here/mcp-fly-relay.java" ] || IFS= read -r recorded <"$here/mcp-fly-relay.java"
  if [ -z "$recorded" ] || ! try "$recorded"; then
    if { [ -n "${JAVA_HOME:-}" ] && try "$JAVA_HOME/bin/java"; } || try_path || try_usual_places; then
      { printf '%s\n' "$java" >"$here/mcp-fly-relay.java"; } 2>/dev/null
    else
      [ "${MCP_FLY_FALLBACK:-}" != npx ] || fall_back_to_npx "$@"
      fail "no Java 17 or newer was found; install one, or set JAVA_HOME or MCP_FLY_JAVA to one."
    fi
  fi
fi

jar=
[ ! -r "$here/mcp-fly-relay.current" ] || IFS= read -r jar <"$here/mcp-fly-relay.current"
if [ -z "$jar" ] || [ ! -f "$here/$jar" ]; then
  jar=
  for file in "$here"/mcp-fly-relay-*.jar; do
    if [ -f "$file" ] && { [ -z "$jar" ] || [ "$file" -nt "$here/$jar" ]; }; then
      jar=${file##*/}
    fi
  done
  [ -n "$jar" ] || fail "the relay is missing in $here; launch the server again, which installs it."
fi

# Programs of a desktop often start with no locale, and Java then cannot open a jar below a home such as /home/jörg.
case ${LC_ALL:-${LC_CTYPE:-${LANG:-C}}} in
  C | POSIX)
    LC_ALL=C.UTF-8
    export LC_ALL
    ;;
esac

archive=$here/${jar%.jar}.jsa
case $archive in
  *:*) exec "$java" @FLAGS@ -jar "$here/$jar" "$@" ;;
esac

# A Java of version 25 or newer starts quickest from a cache that is made in the background of an earlier start, and
# holds for this jar, this Java and this command. Options for all Javas may forbid it.
cache=
case ${1:-} in
  proxy | wrap)
    [ "$version" -lt 25 ] || [ -n "${JAVA_TOOL_OPTIONS:-}${JDK_JAVA_OPTIONS:-}${_JAVA_OPTIONS:-}" ] ||
      cache=$here/${jar%.jar}.$build.$1.aot
    ;;
esac
# By its class and not by its jar, which Java would open and read for that: 3 ms of each start. (A path with a colon
# would be two; it went above.)
main=dev.mcpfly.transport.RelayMain
[ -z "$cache" ] || [ ! -s "$cache" ] || exec "$java" @CACHE_FLAGS@ -cp "$here/$jar" "$main" "$@"
# A Java of version 19 or newer fails in the end, loudly, where it cannot write its archive.
[ -w "$here" ] || exec "$java" @FLAGS@ -cp "$here/$jar" "$main" "$@"
[ -n "$cache" ] || exec "$java" @FLAGS@ @ARCHIVE_FLAGS@ -cp "$here/$jar" "$main" "$@"
exec "$java" @FLAGS@ @ARCHIVE_FLAGS@ @MAKE_CACHE@ -cp "$here/$jar" "$main" "$@"
