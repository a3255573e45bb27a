@echo off
rem mcp-fly @VERSION@
rem Starts the relay of mcp-fly that is installed beside this file, with a Java of version 17 or newer
rem that is found now: MCP_FLY_JAVA alone if it is set; else the one that is recorded beside this file,
rem JAVA_HOME, the PATH, the newest in the usual places. mcp-fly replaces this file; changes to it are lost.
setlocal EnableExtensions DisableDelayedExpansion
set "here=%~dp0"
set "java="
set "newest=17"

if not defined MCP_FLY_JAVA goto recorded
set "candidate=%MCP_FLY_JAVA%"
call :try
if defined java goto relay
>&2 echo mcp-fly-relay: MCP_FLY_JAVA does not name a Java 17 or newer; correct it or leave it out.
exit /b 127

:recorded
set "candidate="
if exist "%here%mcp-fly-relay.java" for /f "usebackq delims=" %%r in ("%here%mcp-fly-relay.java") do call set "candidate=%%r"
if defined candidate call :try
if defined java goto relay
if not defined JAVA_HOME goto path
set "candidate=%JAVA_HOME%\bin\java.exe"
call :try
if defined java goto relay

:path
set "candidate="
for %%j in (java.exe) do set "candidate=%%~$PATH:j"
if defined candidate call :try
if defined java goto relay
if not defined ProgramFiles set "ProgramFiles=%SystemDrive%\Program Files"
for %%v in (Java "Eclipse Adoptium" Eclipse Microsoft Zulu "Amazon Corretto" BellSoft RedHat Semeru OpenJDK) do for /d %%h in ("%ProgramFiles%\%%~v\*") do call :home "%%~h"
for /d %%h in ("%LOCALAPPDATA%\Programs\Eclipse Adoptium\*" "%LOCALAPPDATA%\Programs\Microsoft\*" "%USERPROFILE%\.jdks\*" "%USERPROFILE%\.sdkman\candidates\java\*") do call :home "%%~h"
for /d %%h in ("%USERPROFILE%\scoop\apps\*jdk*") do call :home "%%~h\current"
if defined java goto relay

if "%MCP_FLY_FALLBACK%"=="npx" goto npx
:none
>&2 echo mcp-fly-relay: no Java 17 or newer was found; install one, or set JAVA_HOME or MCP_FLY_JAVA to one.
exit /b 127

:relay
set "jar="
if exist "%here%mcp-fly-relay.current" for /f "usebackq delims=" %%r in ("%here%mcp-fly-relay.current") do if not defined jar set "jar=%%r"
if defined jar if not exist "%here%%jar%" set "jar="
if not defined jar for /f "delims=" %%r in ('dir /b /a-d /o-d "%here%mcp-fly-relay-*.jar" 2^>nul') do if not defined jar set "jar=%%r"
if defined jar goto start
>&2 echo mcp-fly-relay: the relay is missing beside this file; launch the server again, which installs it.
exit /b 127

:start
set "archive=%here%%jar:~0,-4%.jsa"
if not "%archive:;=%"=="%archive%" goto plain
rem A Java of version 25 or newer starts quickest from a cache that is made in the background of an earlier start,
rem and holds for this jar, this Java and this command. Options for all Javas may forbid it.
set "cache="
if not %newest% GEQ 25 goto archived
if defined JAVA_TOOL_OPTIONS goto archived
if defined JDK_JAVA_OPTIONS goto archived
if defined _JAVA_OPTIONS goto archived
if "%~1"=="proxy" set "cache=%here%%jar:~0,-4%.%build%.proxy.aot"
if "%~1"=="wrap" set "cache=%here%%jar:~0,-4%.%build%.wrap.aot"
if not defined cache goto archived
if exist "%cache%" goto cached
"%java%" @FLAGS@ @ARCHIVE_FLAGS@ @MAKE_CACHE@ -jar "%here%%jar%" %* & exit /b
:cached
"%java%" @CACHE_FLAGS@ -jar "%here%%jar%" %* & exit /b
:archived
"%java%" @FLAGS@ @ARCHIVE_FLAGS@ -jar "%here%%jar%" %* & exit /b
:plain
"%java%" @FLAGS@ -jar "%here%%jar%" %* & exit /b

rem What has no Java may have Node.js: the entry says whether that will do.
:npx
set "url="
set "instance="
:word
if "%~1"=="" goto remote
if "%~1"=="--url" set "url=%~2"
if "%~1"=="--instance" set "instance=%~2"
shift
goto word
:remote
if not defined url goto none
if defined MCP_FLY_USER goto none
set "header="
if defined instance set "header=--header Fly-Force-Instance-Id:%instance%"
if not defined MCP_FLY_BEARER_TOKEN goto open
set "AUTH_HEADER=Bearer %MCP_FLY_BEARER_TOKEN%"
npx -y mcp-remote "%url%" %header% --header Authorization:${AUTH_HEADER} & exit /b
:open
npx -y mcp-remote "%url%" %header% & exit /b

rem Puts the Java of a home into "java" if it is one, and not too old, and none was found that is newer.
:home
set "candidate=%~1\bin\java.exe"
rem Puts "candidate" into "java", its version into "newest", and all of that into "build", if it is a Java, and not
rem too old, by its release file.
:try
if not exist "%candidate%" exit /b
set "major="
for %%f in ("%candidate%") do if exist "%%~dpf..\release" for /f "usebackq tokens=1,2 delims==.+-" %%a in ("%%~dpf..\release") do if "%%a"=="JAVA_VERSION" set "major=%%b"
if not defined major exit /b
set "major=%major:"=%"
if not defined major exit /b
if not %major% GEQ %newest% exit /b
set "java=%candidate%"
set "newest=%major%"
set "build=%major%"
for %%f in ("%candidate%") do for /f "usebackq tokens=1,2 delims==" %%a in ("%%~dpf..\release") do if "%%a"=="JAVA_RUNTIME_VERSION" set "build=%%~b"
exit /b
