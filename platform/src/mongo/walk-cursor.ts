import type { Collection } from 'mongodb';
import type { WalkCursor } from '../reconcile/reconciler';
import { insertOnce } from './insert-once';

/** How far a walk has come. */
export interface Walk {
  _id: string;
  after: string;
  /** The next step is not before this time. */
  dueAt: Date;
}

/**
 * The cursor of a walk that replicas share: each step is taken by one of them,
 * and a restart goes on where the walk was.
 */
export const sharedCursor = (
  walks: Collection<Walk>,
  name: string,
  now: () => Date,
): WalkCursor => ({
  async claim(everyMs) {
    const dueAt = new Date(now().getTime() + everyMs);
    const walk = await walks.findOneAndUpdate(
      { _id: name, dueAt: { $lte: now() } },
      { $set: { dueAt } },
    );
    if (walk) return walk.after;
    const first = { _id: name, after: '', dueAt };
    return (await insertOnce(walks.insertOne(first))) ? '' : undefined;
  },
  async advance(after) {
    await walks.updateOne({ _id: name }, { $set: { after } });
  },
});
