import { faults } from './cases/faults';
import { installation } from './cases/installation';
import { atRest, measured, memory } from './cases/memory';
import { refusals } from './cases/refusals';
import { deployments, uninstalling, upgrades } from './cases/releases';
import {
  newSigningKey,
  oldSigningKey,
  rotations,
  signingKeyInUse,
} from './cases/rotations';
import { apply, helm, kubectl, namespace, settings } from './kubectl';
import { noteObjects } from './release';
import { say } from './say';

const MINUTE = 60_000;

beforeAll(async () => {
  const labels = { 'pod-security.kubernetes.io/enforce': 'restricted' };
  await apply({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: namespace, labels },
  });
  // On a release that was kept they would take back what was rotated.
  if ((await helm('list', '--short')) === '')
    for (const file of settings.manifests) await kubectl('apply', '-f', file);
  if (settings.manifests.length > 0)
    await kubectl(
      'wait',
      'deployment',
      '--all',
      '--for=condition=Available',
      '--timeout=180s',
    );
  await noteObjects();
}, 5 * MINUTE);

afterAll(async () => {
  if (!settings.keep)
    await kubectl('delete', 'namespace', namespace, '--timeout=180s');
}, 5 * MINUTE);

beforeEach(() => say(`── ${expect.getState().currentTestName ?? ''}`));

// In this order: each case goes on with the release that the ones before it left.
// The steps of a signing key are minutes apart, and the others run meanwhile.
measured();
refusals();
installation();
atRest();
newSigningKey();
faults();
signingKeyInUse();
upgrades();
deployments();
rotations();
oldSigningKey();
memory();
uninstalling();
