package dev.mcpfly.transport.internal.http;

import java.time.Duration;

/**
 * What one client may cost an {@link HttpListener}.
 *
 * @param headerBytes the longest request line with headers
 * @param connections how many connections may be open at once
 * @param headerTimeout how long a request's head may take to arrive
 * @param bodyTimeout how long a body may take, besides one second for each 64 KiB of it
 * @param idleTimeout how long a connection is kept between requests
 * @param writeTimeout how long a client may take nothing of what waits for it
 * @param pendingBytes how much may wait for a client that reads slowly
 */
public record HttpLimits(
    int headerBytes,
    int connections,
    Duration headerTimeout,
    Duration bodyTimeout,
    Duration idleTimeout,
    Duration writeTimeout,
    long pendingBytes) {}
