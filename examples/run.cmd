@echo off
rem Runs a JShell script of this folder: examples\run launch.jsh [ARGS...]
rem Builds once what is missing; after a change of the sources run mvnw.cmd -DskipTests package. Exits with the script's result.
setlocal EnableExtensions DisableDelayedExpansion
set "here=%~dp0"

if "%~1"=="" (
  >&2 echo usage: examples\run SCRIPT.jsh [ARGS...]   scripts: the files examples\*.jsh
  exit /b 2
)
set "script=%~1"
if not exist "%script%" set "script=%here%%~1"

set "java=java.exe"
if defined JAVA_HOME set "java=%JAVA_HOME%\bin\java.exe"
"%java%" -version >nul 2>&1
if errorlevel 1 (
  >&2 echo No Java was found; install a JDK 17 or newer, or set JAVA_HOME.
  exit /b 2
)

if exist "%here%target\classpath.txt" goto built
>&2 echo Building mcp-fly (once)...
pushd "%here%.."
call mvnw.cmd -q -B -DskipTests -Djacoco.skip -Dmaven.javadoc.skip -Dmaven.source.skip -Dspotless.check.skip package
if errorlevel 1 (
  popd
  >&2 echo The build failed; see above.
  exit /b 1
)
popd
:built

set "jars="
for /f "usebackq delims=" %%c in ("%here%target\classpath.txt") do set "jars=%%c"

set "rest="
:next
shift
if "%~1"=="" goto run
set rest=%rest% %1
goto next

:run
"%java%" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:-UsePerfData -cp "%here%target\classes;%jars%" dev.mcpfly.examples.RunMain "%script%"%rest%
exit /b %errorlevel%
