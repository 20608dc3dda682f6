import { parse } from 'yaml';
import { z } from 'zod';

const Permissions = z.union([z.string(), z.record(z.string(), z.string())]);
const Step = z.object({
  uses: z.string().optional(),
  run: z.string().optional(),
  with: z.record(z.string(), z.unknown()).default({}),
});
const Job = z.object({
  permissions: Permissions.optional(),
  'timeout-minutes': z.number().optional(),
  steps: z.array(Step),
});
const Workflow = z.object({
  on: z.unknown().optional(),
  permissions: Permissions.optional(),
  concurrency: z.unknown().optional(),
  jobs: z.record(z.string(), Job).default({}),
  runs: z.object({ steps: z.array(Step) }).optional(),
});
type Workflow = z.infer<typeof Workflow>;

/** A rule returns its findings, in words. */
type Rule = (workflow: Workflow, text: string) => string[];

const stepsOf = ({ jobs, runs }: Workflow) => [
  ...Object.values(jobs).flatMap(({ steps }) => steps),
  ...(runs?.steps ?? []),
];

/**
 * A tag can be moved to other code; a commit cannot. The version beside it is
 * for whoever updates it.
 */
const pinned: Rule = (_workflow, text) =>
  text
    .split('\n')
    .filter((line) => /^\s*(- )?uses:/.test(line) && !/uses: \.\//.test(line))
    .filter(
      (line) =>
        !/uses: [\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line),
    )
    .map(
      (line) => `${line.trim()} is not pinned to a commit, with its version`,
    );

/** Finds actions pinned to different commits, as after an incomplete update. */
export function divergingPins(texts: string[]): string[] {
  const pins = new Map<string, Set<string>>();
  for (const [, action = '', commit = ''] of texts
    .join('\n')
    .matchAll(/uses: ([\w./-]+)@(\S+)/g)) {
    pins.set(action, (pins.get(action) ?? new Set()).add(commit));
  }
  return [...pins]
    .filter(([, commits]) => commits.size > 1)
    .map(([action]) => action);
}

const leastPermissions: Rule = ({ permissions, jobs, runs }) => {
  if (runs) return [];
  if (typeof permissions !== 'object')
    return ['permissions are not listed at the top'];
  const top = Object.entries(permissions).filter(
    ([, access]) => access !== 'read',
  );
  const jobsAtLarge = Object.entries(jobs).filter(
    ([, job]) => typeof job.permissions === 'string',
  );
  return [
    ...top.map(([scope]) => `every job may write ${scope}`),
    ...jobsAtLarge.map(([name]) => `${name} does not list its permissions`),
  ];
};

const bounded: Rule = ({ jobs }) =>
  Object.entries(jobs)
    .filter(([, job]) => job['timeout-minutes'] === undefined)
    .map(([name]) => `${name} may run for six hours`);

const oneAtATime: Rule = ({ concurrency, runs }) =>
  concurrency || runs ? [] : ["two runs may get in each other's way"];

/** Untrusted input reaches a script only as the value of a variable. */
const noInjection: Rule = (workflow) =>
  stepsOf(workflow)
    .flatMap(({ run = '' }) => run.match(/\$\{\{[^}]*\}\}/g) ?? [])
    .map((expression) => `${expression} is pasted into a script`);

const noCredentialsLeft: Rule = (workflow) =>
  stepsOf(workflow)
    .filter(
      (step) =>
        step.uses?.startsWith('actions/checkout@') &&
        step.with['persist-credentials'] !== false,
    )
    .map(() => 'checkout leaves its token in the checkout');

const noForeignCodeWithSecrets: Rule = ({ on }) =>
  JSON.stringify(on ?? '').includes('pull_request_target')
    ? ['a pull request runs with our secrets']
    : [];

const RULES: Record<string, Rule> = {
  pinned,
  leastPermissions,
  bounded,
  oneAtATime,
  noInjection,
  noCredentialsLeft,
  noForeignCodeWithSecrets,
};

export const faultsOf = (text: string): string[] => {
  const workflow = Workflow.parse(parse(text));
  return Object.values(RULES).flatMap((rule) => rule(workflow, text));
};
