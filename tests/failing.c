/* Fails the n-th time that something is written below a folder: preloaded by tests/failing.py, it stands before the C library.

   FAIL_BELOW names the folder, FAIL_AT the number of the call (0: none); `calls` tells how many there were. What fails once may fail for
   good (FAIL_ON=1), as a disk does that stays full. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

int calls;

static int below(const char *path) {
    const char *folder = getenv("FAIL_BELOW");
    return folder && path && strncmp(path, folder, strlen(folder)) == 0;
}

static int open_below(int file) {
    char link[64], path[PATH_MAX];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return below(path);
}

static int fails(void) {
    const char *at = getenv("FAIL_AT");
    int number = __sync_add_and_fetch(&calls, 1), wanted = at ? atoi(at) : 0;
    if (wanted && (number == wanted || (number > wanted && getenv("FAIL_ON")))) {
        errno = ENOSPC;
        return 1;
    }
    return 0;
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

ssize_t write(int file, const void *data, size_t size) {
    return open_below(file) && fails() ? -1 : REAL(write)(file, data, size);
}
ssize_t pwrite64(int file, const void *data, size_t size, off64_t at) {
    return open_below(file) && fails() ? -1 : REAL(pwrite64)(file, data, size, at);
}
ssize_t pwrite(int file, const void *data, size_t size, off_t at) {
    return open_below(file) && fails() ? -1 : REAL(pwrite)(file, data, size, at);
}
ssize_t writev(int file, const struct iovec *parts, int count) {
    return open_below(file) && fails() ? -1 : REAL(writev)(file, parts, count);
}
int fsync(int file) { return open_below(file) && fails() ? -1 : REAL(fsync)(file); }
int fdatasync(int file) { return open_below(file) && fails() ? -1 : REAL(fdatasync)(file); }
int rename(const char *from, const char *to) { return below(to) && fails() ? -1 : REAL(rename)(from, to); }
int mkdir(const char *path, mode_t mode) { return below(path) && fails() ? -1 : REAL(mkdir)(path, mode); }
int link(const char *from, const char *to) { return below(to) && fails() ? -1 : REAL(link)(from, to); }
int linkat(int from, const char *a, int to, const char *b, int flags) {
    return below(b) && fails() ? -1 : REAL(linkat)(from, a, to, b, flags);
}

static int opened(int (*real)(const char *, int, ...), const char *path, int flags, mode_t mode) {
    return (flags & O_CREAT) && below(path) && fails() ? -1 : real(path, flags, mode);
}
int open(const char *path, int flags, ...) {
    va_list rest;
    va_start(rest, flags);
    mode_t mode = va_arg(rest, mode_t);
    va_end(rest);
    return opened(REAL(open), path, flags, mode);
}
int open64(const char *path, int flags, ...) {
    va_list rest;
    va_start(rest, flags);
    mode_t mode = va_arg(rest, mode_t);
    va_end(rest);
    return opened(REAL(open64), path, flags, mode);
}
