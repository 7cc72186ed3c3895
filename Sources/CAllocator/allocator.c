#include "allocator.h"

// Few arenas: what was freed and is not used is less then, and threads take most from caches of their own.
// A thread of jemalloc's own gives back what was not used for ten seconds.
const char *malloc_conf = "narenas:2,background_thread:true";
