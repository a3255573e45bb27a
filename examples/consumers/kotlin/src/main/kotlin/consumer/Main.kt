@file:JvmName("Main")

package consumer

import dev.mcpfly.api.emulator.FlyEmulator
import dev.mcpfly.config.HostEnvironment
import dev.mcpfly.config.McpClients
import dev.mcpfly.config.OperatingSystem
import dev.mcpfly.launch.McpLauncher
import java.nio.file.Files

fun main() {
    val host = HostEnvironment.of(OperatingSystem.LINUX, Files.createTempDirectory("consumer"), mapOf())
    FlyEmulator.start().use { emulator ->
        val fly = emulator.client()
        fly.apps().create("mine") { it.org("personal") }
        val machine = fly.app("mine").machines().create { it.config { c -> c.image("nginx").service(80) { s -> s.http(80).https(443) } } }
        val image = machine.config().flatMap { it.image() }.orElse("nothing")
        val plan = McpLauncher.on(fly)
            .command("npx -y @modelcontextprotocol/server-slack")
            .server("slack")
            .client(McpClients.`in`(host).claudeDesktop())
            .host(host)
            .plan()
        check("slack" in plan.text()) { plan.text() }
        println("${plan.calls().size} calls are planned; $image runs")
    }
}
