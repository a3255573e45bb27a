/**
 * The contract that every client's adapter keeps, for the tests of adapters inside and outside of
 * this project. Start with {@link dev.mcpfly.config.testing.McpClientContract}.
 */
package dev.mcpfly.config.testing;
