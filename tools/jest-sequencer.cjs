const Sequencer = require('@jest/test-sequencer').default;

const RINGS = ['contracts', 'platform', 'services', 'tools', 'system'];

/**
 * Runs one project after another, and fault tests last: a fault that is not
 * repaired must not fail other tests. The simulation runs first, because its
 * thousands of runs take three times as long in a process that has run all the
 * others.
 */
module.exports = class RingsThenFaults extends Sequencer {
  sort(tests) {
    const rank = ({ path, context }) => {
      const ring = RINGS.indexOf(context.config.displayName?.name);
      if (path.includes('/simulation/')) return -1;
      return path.includes('/faults') ? RINGS.length : ring;
    };
    return [...tests].sort(
      (a, b) => rank(a) - rank(b) || a.path.localeCompare(b.path),
    );
  }
};
