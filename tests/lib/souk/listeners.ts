import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

const LISTENING = '0A';
/**
 * 127.0.0.1 and ::1 as Linux writes them in /proc/net/tcp and tcp6, and
 * 127.0.0.1 mapped into IPv6.
 */
const LOOPBACK = [
  '0100007F',
  '00000000000000000000000001000000',
  '0000000000000000FFFF00000100007F',
];

/** The addresses a process listens on, other than loopback. */
export const listensBeyondLoopback = (pid: number): string[] =>
  listening(pid)
    .filter(({ address }) => !LOOPBACK.includes(address))
    .map(({ table, port }) => `${table} port ${port}`);

/**
 * Whether a process listens at all: a check that finds no sockets proves
 * nothing.
 */
export const listensAtAll = (pid: number): boolean =>
  listening(pid).some(({ table }) => table === 'tcp');

/** The ports on 127.0.0.1. */
export const listeningOnLoopback = (pid: number): number[] =>
  listening(pid)
    .filter(
      ({ table, address }) => table === 'tcp' && LOOPBACK.includes(address),
    )
    .map(({ port }) => port);

function listening(pid: number) {
  const own = socketsOf(pid);
  return ['tcp', 'tcp6'].flatMap((table) => {
    const [, ...rows] = readFileSync(`/proc/${pid}/net/${table}`, 'utf8')
      .trim()
      .split('\n');
    return rows.flatMap((row) => {
      const [, local = '', , state, , , , , , inode = ''] = row
        .trim()
        .split(/\s+/);
      const [address = '', port = ''] = local.split(':');
      return state === LISTENING && own.has(inode)
        ? [{ table, address, port: parseInt(port, 16) }]
        : [];
    });
  });
}

function socketsOf(pid: number): Set<string> {
  const inodes = readdirSync(`/proc/${pid}/fd`).map(
    (fd) => /^socket:\[(\d+)\]$/.exec(linkOf(`/proc/${pid}/fd/${fd}`))?.[1],
  );
  return new Set(inodes.filter((inode) => inode !== undefined));
}

// A descriptor may be closed while the list is being read.
function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}
