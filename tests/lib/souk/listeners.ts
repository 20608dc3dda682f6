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
export function listensBeyondLoopback(pid: number): string[] {
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
      return state === LISTENING &&
        own.has(inode) &&
        !LOOPBACK.includes(address)
        ? [`${table} port ${parseInt(port, 16)}`]
        : [];
    });
  });
}

/**
 * Whether a process listens at all: a check that finds no sockets proves
 * nothing.
 */
export function listensAtAll(pid: number): boolean {
  const own = socketsOf(pid);
  return readFileSync(`/proc/${pid}/net/tcp`, 'utf8')
    .split('\n')
    .some(
      (row) =>
        row.trim().split(/\s+/)[3] === LISTENING &&
        own.has(row.trim().split(/\s+/)[9] ?? ''),
    );
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
