/** What happens in a relay, for those who measure or record it. */
@NullMarked
package dev.mcpfly.transport.internal.events;

import org.jspecify.annotations.NullMarked;
