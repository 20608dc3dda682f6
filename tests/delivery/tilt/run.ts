import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { obtainHelm } from '@souk/tools/install/helm';
import { cacheDir } from '@souk/tools/lib/paths';
import { obtainVenv, type PythonPackage } from '@souk/tools/install/venv';
import { z } from 'zod';

const STARLARK: PythonPackage = {
  name: 'starlark-pyo3',
  version: '2026.1.3',
  also: ['PyYAML==6.0.4'],
  purpose: 'to execute the Tiltfile',
  remedy: 'install Python 3.10 with venv',
};

const Words = z.array(z.string());
const LiveUpdate = z.union([
  z.object({ sync: z.string(), to: z.string() }),
  z.object({ fall_back_on: Words }),
]);

/** A call the Tiltfile makes to Tilt; see run_tiltfile.py. */
const Call = z.discriminatedUnion('call', [
  z.object({ call: z.literal('helm'), chart: z.string(), values: Words }),
  z.object({ call: z.literal('k8s_yaml'), yaml: z.string() }),
  z.object({
    call: z.literal('docker_build'),
    ref: z.string(),
    context: z.string(),
    dockerfile: z.string(),
    only: Words,
    live_update: z.array(LiveUpdate),
  }),
  z.object({
    call: z.literal('k8s_resource'),
    workload: z.string(),
    new_name: z.string(),
    port_forwards: Words,
    deps: Words,
    objects: Words,
    links: z.array(z.object({ url: z.string() })),
  }),
  z.object({
    call: z.literal('resource'),
    name: z.string(),
    flags: Words.default([]),
    deps: Words.default([]),
  }),
  z.object({ call: z.literal('local'), argv: Words }),
  z.object({
    call: z.literal('local_resource'),
    name: z.string(),
    argv: Words,
    env: z.record(z.string(), z.string()),
    links: z.array(z.object({ url: z.string() })),
    deps: Words,
  }),
  z.object({ call: z.literal('button'), name: z.string(), argv: Words }),
  z.object({ call: z.literal('allow_k8s_contexts'), contexts: Words }),
]);
export type Call = z.infer<typeof Call>;

export const callsOf = <K extends Call['call']>(calls: Call[], kind: K) =>
  calls.filter((one): one is Extract<Call, { call: K }> => one.call === kind);

const quiet = () => undefined;

/**
 * Executes the Tiltfile of the folder.
 * @throws Error with Starlark's message when it fails
 */
export async function runTiltfile(root: string): Promise<Call[]> {
  const python = join(await obtainVenv(cacheDir(), STARLARK, quiet), 'python');
  const { helm } = await obtainHelm(cacheDir(), quiet);
  const script = join(__dirname, 'run_tiltfile.py');
  const { stdout } = await promisify(execFile)(python, [script, root, helm], {
    maxBuffer: 16 * 1024 * 1024,
  });
  return z.array(Call).parse(JSON.parse(stdout));
}
