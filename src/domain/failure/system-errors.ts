// Errors of the operating system as the runtime reports them: a code, a system call and often a path. Everybody meets a
// full disk or a missing permission; the runtime's sentence about it ("ENOENT: no such file or directory, open '…'") is
// for those who wrote the program.

/** The code, such as `ENOENT`; null for anything that is not the operating system's. */
export function systemCodeOf(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return null;
  return /^(?:E[A-Z0-9]+|EAI_[A-Z]+)$/.test(error.code) ? error.code : null;
}

/** Whether nothing is there, as against something that cannot be had. */
export function isMissing(error: unknown): boolean {
  const code = systemCodeOf(error);
  return code === 'ENOENT' || code === 'ENOTDIR';
}

/** The reason in words; of any other error its own sentence. */
export function whyOf(error: unknown): string {
  const code = systemCodeOf(error);
  if (code !== null) return WORDS[code] ?? `the system says ${code}`;
  return error instanceof Error ? error.message : String(error);
}

const WORDS: Readonly<Record<string, string>> = {
  EACCES: 'no permission',
  EPERM: 'no permission',
  EROFS: 'the file system is read-only',
  ENOENT: 'there is no such file or folder',
  ENOTDIR: 'a part of the path is not a folder',
  EISDIR: 'it is a folder',
  EEXIST: 'it exists already',
  ENOTEMPTY: 'the folder is not empty',
  ELOOP: 'its symbolic links lead in a circle',
  ENAMETOOLONG: 'the name is too long',
  EMFILE: 'this process has too many files open',
  ENFILE: 'the system has too many files open',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk is full',
  EFBIG: 'the file may not grow any further',
  EIO: 'the disk is failing',
  EBUSY: 'it is in use',
  ETXTBSY: 'it is in use',
  EXDEV: 'it lies on another file system',
  ENXIO: 'nobody is at its other end',
  ENODEV: 'there is no such device',
  ENOMEM: 'there is not enough memory',
  EAGAIN: 'the system has no room for it now',
  ENOEXEC: 'it is not a program',
  E2BIG: 'the environment and the arguments are too long',
  EINVAL: 'the system does not take it',
  ESTALE: 'the network drive has lost it',
  EPIPE: 'whoever was to read it is gone',
  EADDRINUSE: 'something else listens on it',
  EADDRNOTAVAIL: 'this computer has no such address',
  ECONNREFUSED: 'the connection was refused: nothing listens there',
  ECONNRESET: 'the connection was closed in the middle',
  EHOSTUNREACH: 'no way leads to that host',
  ENETUNREACH: 'no way leads to that network',
  ENOTFOUND: 'the host name does not resolve',
  EAI_AGAIN: 'no name server answers',
  ETIMEDOUT: 'no connection in time',
};

/** What could not be done, and what helps; null for anything that is not the operating system's. */
export function describeSystemError(error: unknown): { readonly message: string; readonly hint: string } | null {
  const code = systemCodeOf(error);
  if (code === null || !(error instanceof Error)) return null;
  const call = 'syscall' in error ? String(error.syscall) : '';
  const path = 'path' in error && typeof error.path === 'string' ? error.path : null;
  const what = call.startsWith('spawn') ? 'start' : (VERBS[call] ?? 'use');
  const subject = path ?? 'a file';
  const why = code === 'ENOENT' && what === 'start' ? 'there is no such program' : whyOf(error);
  return { message: `cannot ${what} ${subject}: ${why}`, hint: HINTS[code] ?? 'Mend that, and run the command again.' };
}

const VERBS: Readonly<Record<string, string>> = {
  open: 'open',
  read: 'read',
  write: 'write',
  mkdir: 'create',
  scandir: 'read',
  stat: 'look at',
  lstat: 'look at',
  access: 'open',
  unlink: 'remove',
  rmdir: 'remove',
  rm: 'remove',
  rename: 'replace',
  chmod: 'protect',
  fsync: 'write',
  ftruncate: 'write',
  listen: 'listen on',
  connect: 'reach',
};

const HINTS: Readonly<Record<string, string>> = {
  EACCES: 'Check its permissions, and who runs this command.',
  EPERM: 'Check its permissions, and who runs this command.',
  EROFS: 'Name a place that can be written to.',
  ENOSPC: 'Free some space, and run the command again.',
  EDQUOT: 'Free some space, and run the command again.',
  EMFILE: 'Let processes open more files (ulimit -n), and run the command again.',
};
