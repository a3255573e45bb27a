/** Who may use which tools, prompts and resources of a server, and how often. */
@NullMarked
package dev.mcpfly.transport.internal.policy;

import org.jspecify.annotations.NullMarked;
