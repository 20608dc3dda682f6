import { writeFile } from 'node:fs/promises';
import { newKeyPem } from '@souk/platform/testing/identity';
import { endpoints, secrets } from '../souk/souk';
import type { Fault } from './faults';
import type { Replicas } from './replicas';

const KEY = 'inventory-signing-key';
const REPLICAS = [0, 1];

/**
 * Rotates the key with which inventory signs, as docs/operating.md says: first
 * the new one is accepted, then it is used. The old ones stay, because events
 * that they signed may wait.
 */
export const rotateKey = (replicas: Replicas): Fault => ({
  name: `rotate ${KEY}`,
  parts: ['inventory', 'inventory-1'],
  inject: () => (rotating = rotating.then(() => rotate(replicas))),
});

let rotating = Promise.resolve();

async function rotate(replicas: Replicas): Promise<void> {
  const old = secrets()[KEY] ?? '';
  const added = newKeyPem();
  for (const keys of [old + added, added + old]) {
    const all = JSON.stringify({ ...secrets(), [KEY]: keys }, null, 2);
    await writeFile(endpoints().demo.operatorKeyFile, all);
    for (const n of REPLICAS) await replicas.restart('inventory', n);
  }
}
