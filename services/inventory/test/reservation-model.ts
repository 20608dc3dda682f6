/**
 * What the rules of reservations mean, as plainly as it can be said: counters per warehouse, and a record per
 * reservation. No folding, no memory limits, no versions. Times are in milliseconds.
 */
export interface Wanted {
  warehouse?: string;
  quantity: number;
}
interface Held {
  status: 'held' | 'confirmed' | 'released' | 'expired';
  lines: Wanted[];
  content: string;
  took: Map<string, number>;
  until: number;
}

export class ReservationModel {
  onHand = new Map<string, number>();
  held = new Map<string, Held>();

  free(warehouse: string, now: number): number {
    const live = [...this.held.values()].filter((one) => one.status === 'held' && now < one.until);
    return (this.onHand.get(warehouse) ?? 0) - live.reduce((sum, one) => sum + (one.took.get(warehouse) ?? 0), 0);
  }
  /** Takes unit by unit; the warehouse that had most at first is used up before the next one is touched. */
  pick(lines: Wanted[], now: number): Map<string, number> | undefined {
    const left = new Map([...this.onHand.keys()].map((one) => [one, this.free(one, now)]));
    const took = new Map<string, number>();
    for (const { warehouse, quantity } of [...lines].sort((a, b) => Number(!a.warehouse) - Number(!b.warehouse))) {
      for (let unit = 0; unit < quantity; unit++) {
        const used = (one: string) => took.get(`any ${one}`) ?? 0;
        const most = (one: string) => (left.get(one) ?? 0) + used(one);
        const order = [...left.keys()].filter((one) => (left.get(one) ?? 0) > 0 && (!warehouse || one === warehouse));
        const [from] = order.sort((a, b) => most(b) - most(a) || (a < b ? -1 : 1));
        if (from === undefined) return undefined;
        left.set(from, (left.get(from) ?? 0) - 1);
        if (!warehouse) took.set(`any ${from}`, used(from) + 1);
        took.set(from, (took.get(from) ?? 0) + 1);
      }
    }
    return new Map([...took].filter(([one]) => !one.startsWith('any ')));
  }
  reserve(id: string, lines: Wanted[], until: number, now: number): string {
    const wanted = (at: string | undefined) => lines.reduce((sum, one) => sum + (one.warehouse === at ? one.quantity : 0), 0);
    const content = [until - now, wanted(undefined), ...[...this.onHand.keys()].sort().map(wanted)].join();
    const known = this.held.get(id);
    if (known) return known.content === content ? this.end(id, 0, now) : 'reservation-reused';
    const took = this.pick(lines, now);
    if (took) this.held.set(id, { status: 'held', lines, content, took, until });
    return took ? 'held' : 'insufficient-stock';
  }
  end(id: string, how: 'confirmed' | 'released' | number, now: number): string {
    const one = this.held.get(id);
    if (!one) return 'unknown-reservation';
    if (one.status === 'held' && now >= one.until) one.status = 'expired';
    if (one.status === 'confirmed') return 'already-confirmed';
    if (one.status === 'released') return 'reservation-released';
    const again = one.status === 'expired' && how === 'confirmed' ? this.pick(one.lines, now) : undefined;
    if (one.status === 'expired' && !again) return 'reservation-expired';
    one.took = again ?? one.took;
    if (typeof how === 'number') one.until = Math.max(one.until, how);
    else one.status = how;
    if (how === 'confirmed') for (const [at, units] of one.took) this.onHand.set(at, (this.onHand.get(at) ?? 0) - units);
    return one.status;
  }
}
