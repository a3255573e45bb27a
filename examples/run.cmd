@echo off
rem Runs a JShell script of this folder: examples\run launch.jsh [ARGS...]
rem Builds what is stale first. Exits with the script's own result.
setlocal EnableExtensions DisableDelayedExpansion
set "here=%~dp0"
if "%~1"=="" goto usage

set "java=java.exe"
if not defined JAVA_HOME goto found
set "java=%JAVA_HOME:"=%\bin\java.exe"
:found
rem Neither a JRE nor Java 8 has these modules.
"%java%" --add-modules jdk.compiler,jdk.jshell -version >nul 2>&1
if errorlevel 1 goto nojdk

rem Batch files cannot compare times; the runner exits with this if a source is newer than the build.
set "stale=75"
if exist "%here%target\classpath.txt" goto built
:build
set "stale=no"
>&2 echo Building mcp-fly (once)...
if exist "%here%target\classpath.txt" del "%here%target\classpath.txt"
pushd "%here%.."
call mvnw.cmd -q -B -DskipTests -Djacoco.skip -Dmaven.javadoc.skip -Dmaven.source.skip -Dspotless.check.skip package
if errorlevel 1 goto failed
popd
if not exist "%here%target\classpath.txt" goto failed
:built

rem The file is UTF-8, and is read in the code page of the console: that one is set for a moment.
set "page="
for /f "tokens=2 delims=:." %%p in ('chcp') do set "page=%%p"
chcp 65001 >nul 2>&1
set "jars="
for /f "usebackq delims=" %%c in ("%here%target\classpath.txt") do set "jars=%%c"
if defined page chcp %page% >nul 2>&1

rem The words as they were typed: reading them one by one would lose every equals sign and comma.
"%java%" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:-UsePerfData "-Dexamples.folder=%here%." -Dexamples.stale=%stale% -cp "%here%target\classes;%jars%" dev.mcpfly.examples.RunMain %*
if "%errorlevel%"=="%stale%" goto build
exit /b %errorlevel%

:usage
>&2 echo usage: examples\run SCRIPT.jsh [ARGS...]   scripts: the files examples\*.jsh
exit /b 2

:nojdk
>&2 echo No JDK was found; install a JDK 17 or newer, or set JAVA_HOME.
exit /b 2

:failed
>&2 echo The build failed; see above.
exit /b 1
