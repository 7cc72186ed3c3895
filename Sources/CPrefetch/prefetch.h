#pragma once

/// Asks for the line of the cache at an address, without waiting for it; any address will do.
static inline void nhipso_prefetch(const void *address) { __builtin_prefetch(address); }
