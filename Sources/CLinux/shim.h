#include <sys/prctl.h>

/// Names the calling thread for the system's tools; at most 15 bytes are kept.
static inline void nhipso_name_thread(const char *name) { prctl(PR_SET_NAME, name, 0, 0, 0); }
