"""The names of system calls, for `seccomp_filter`: what Python, PyTorch and a shell need.

The allowed ones follow the default seccomp profile of Docker and Podman, without what is
refused below. Names an architecture or a libseccomp does not know are skipped.
"""

from __future__ import annotations

ALLOWED = frozenset(
    # files and folders
    """
    access faccessat faccessat2 chdir fchdir chmod fchmod fchmodat fchmodat2 chown fchown
    fchownat lchown close close_range copy_file_range creat dup dup2 dup3 fadvise64 fallocate
    fcntl fdatasync flock fsync ftruncate getcwd getdents getdents64 fgetxattr getxattr
    lgetxattr flistxattr listxattr llistxattr fsetxattr setxattr lsetxattr fremovexattr
    removexattr lremovexattr inotify_add_watch inotify_init inotify_init1 inotify_rm_watch
    ioctl link linkat lseek mkdir mkdirat mknod mknodat newfstatat fstat fstatat64 lstat stat
    statx fstatfs statfs open openat openat2 pipe pipe2 pread64 preadv preadv2 pwrite64 pwritev
    pwritev2 read readahead readlink readlinkat readv rename renameat renameat2 rmdir sendfile
    splice tee vmsplice symlink symlinkat sync sync_file_range syncfs truncate umask unlink
    unlinkat utime utimensat utimes futimesat write writev cachestat
    """.split()
    # memory
    + """
    brk madvise membarrier memfd_create mincore mlock mlock2 mlockall mmap mprotect mremap
    msync munlock munlockall munmap pkey_alloc pkey_free pkey_mprotect get_mempolicy
    map_shadow_stack mseal
    """.split()
    # processes, threads, limits
    + """
    arch_prctl capget execve execveat exit exit_group fork vfork getegid geteuid getgid
    getgroups getpgid getpgrp getpid getppid getpriority getresgid getresuid getrlimit
    get_robust_list getrusage getsid gettid getuid get_thread_area set_thread_area
    futex futex_waitv futex_wake futex_wait futex_requeue ioprio_get ioprio_set pidfd_open
    personality restart_syscall rseq sched_getaffinity sched_getattr sched_getparam
    sched_get_priority_max sched_get_priority_min sched_getscheduler sched_rr_get_interval
    sched_setaffinity sched_setattr sched_setparam sched_setscheduler sched_yield setfsgid
    setfsuid setgid setgroups setpgid setpriority setregid setresgid setresuid setreuid
    setrlimit set_robust_list setsid set_tid_address setuid wait4 waitid waitpid uname sysinfo
    getcpu times getrandom capset process_mrelease riscv_flush_icache riscv_hwprobe
    s390_runtime_instr seccomp landlock_create_ruleset landlock_add_rule
    landlock_restrict_self
    """.split()
    # signals, time, waiting
    + """
    alarm clock_getres clock_gettime clock_nanosleep getitimer gettimeofday nanosleep pause
    rt_sigaction rt_sigpending rt_sigprocmask rt_sigreturn rt_sigsuspend rt_sigtimedwait
    sigaltstack setitimer signalfd signalfd4 time timer_create timer_delete timer_getoverrun
    timer_gettime timer_settime timerfd_create timerfd_gettime timerfd_settime epoll_create
    epoll_create1 epoll_ctl epoll_pwait epoll_pwait2 epoll_wait eventfd eventfd2 poll ppoll
    pselect6 select _newselect io_destroy io_getevents io_pgetevents io_setup io_submit
    io_cancel
    """.split()
    # sockets (their families are filtered) and messages between processes
    + """
    accept accept4 bind getpeername getsockname getsockopt listen recv recvfrom recvmmsg recvmsg
    send sendmmsg sendmsg sendto setsockopt shutdown mq_getsetattr mq_notify mq_open
    mq_timedreceive mq_timedsend mq_unlink
    """.split()
)

# Known, and refused with EPERM: they reach the kernel, the mounts or other processes, or (the
# System V calls) hold memory after the process that filled it.
REFUSED = frozenset(
    """
    acct add_key adjtimex bpf chroot clock_adjtime clock_settime delete_module
    fanotify_init fanotify_mark finit_module fsconfig fsmount fsopen fspick init_module
    io_uring_enter io_uring_register io_uring_setup ioperm iopl kcmp kexec_file_load
    kexec_load keyctl listmount lookup_dcookie lsm_set_self_attr mbind memfd_secret
    migrate_pages modify_ldt mount mount_setattr move_mount move_pages name_to_handle_at nfsservctl
    open_by_handle_at open_tree perf_event_open pidfd_getfd pivot_root process_madvise
    process_vm_readv process_vm_writev ptrace quotactl quotactl_fd reboot request_key
    set_mempolicy set_mempolicy_home_node setdomainname sethostname setns settimeofday
    socketcall statmount swapoff swapon sysfs syslog umount umount2 unshare uselib
    userfaultfd ustat vhangup vmsplice
    shmat shmctl shmdt shmget semctl semget semop semtimedop msgctl msgget msgrcv msgsnd ipc
    """.split()
)

# Refused where no control group counts memory: pages that no process shows as its own.
UNCOUNTED = frozenset({"memfd_create"})

# Refused in the Landlock tier, where the files and queues of the same user are within reach
# and Landlock itself (landlock(7), "current limitations") lets these calls through.
HOST_WIDE = frozenset(
    """
    mq_getsetattr mq_notify mq_open mq_timedreceive mq_timedsend mq_unlink
    setxattr lsetxattr fsetxattr removexattr lremovexattr fremovexattr
    inotify_add_watch inotify_init inotify_init1
    """.split()
)

# There too, for the same reason, but done in appearance only: ZeroMQ aborts when it may not set
# a priority, and copying a file sets its mode and dates.
PRETENDED = frozenset(
    """
    setpriority ioprio_set sched_setattr sched_setparam sched_setscheduler sched_setaffinity
    chmod fchmod fchmodat fchmodat2 chown fchown fchownat lchown
    utime utimes utimensat futimesat
    """.split()
)

# prctl(2): PR_{GET_PDEATHSIG, GET/SET_DUMPABLE, GET/SET_NAME, GET_SECCOMP, CAPBSET_READ,
# SET/GET_TIMERSLACK, SET/GET_CHILD_SUBREAPER, SET/GET_NO_NEW_PRIVS, SET/GET_THP_DISABLE,
# CAP_AMBIENT, SET_VMA (names of memory areas)}
PRCTL_OPTIONS = (2, 3, 4, 15, 16, 21, 23, 29, 30, 36, 37, 38, 39, 41, 42, 47, 0x53564D41)
