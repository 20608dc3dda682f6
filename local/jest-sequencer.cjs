const Sequencer = require('@jest/test-sequencer').default;

const RINGS = ['contracts', 'platform', 'services', 'local', 'system'];

/** Ring after ring, and what kills parts last: a fault that is not mended must not fail a test that has none. */
module.exports = class RingsThenFaults extends Sequencer {
  sort(tests) {
    const rank = ({ path, context }) => {
      const ring = RINGS.indexOf(context.config.displayName?.name);
      return path.includes('/faults') ? RINGS.length : ring;
    };
    return [...tests].sort((a, b) => rank(a) - rank(b) || a.path.localeCompare(b.path));
  }
};
