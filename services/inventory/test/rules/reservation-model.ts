// What the rules mean, as plainly as it can be said: no batching, no memory, no
// versions. Times are in milliseconds.
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
  /** What has come back of it. */
  back: Map<string, number>;
  /** It ended so long ago that only its end is known. */
  old?: boolean;
}

export class ReservationModel {
  onHand = new Map<string, number>();
  held = new Map<string, Held>();
  listing = { archived: false, version: 0 };

  free(warehouse: string, now: number): number {
    const live = [...this.held.values()].filter(
      (one) => one.status === 'held' && now < one.until,
    );
    return (
      (this.onHand.get(warehouse) ?? 0) -
      live.reduce((sum, one) => sum + (one.took.get(warehouse) ?? 0), 0)
    );
  }
  pick(lines: Wanted[], now: number): Map<string, number> | undefined {
    const left = new Map(
      [...this.onHand.keys()].map((at) => [at, this.free(at, now)]),
    );
    const took = new Map<string, number>();
    const unit = (at: string | undefined): boolean => {
      if (at === undefined || (left.get(at) ?? 0) < 1) return false;
      left.set(at, (left.get(at) ?? 0) - 1);
      return !!took.set(at, (took.get(at) ?? 0) + 1);
    };
    const units = (at: string | undefined) =>
      lines.flatMap((one) =>
        one.warehouse === at ? Array<number>(one.quantity).fill(1) : [],
      );
    for (const at of left.keys())
      if (!units(at).every(() => unit(at))) return undefined;
    const most = [...left]
      .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
      .map(([at]) => at);
    return units(undefined).every(() =>
      unit(most.find((at) => (left.get(at) ?? 0) > 0)),
    )
      ? took
      : undefined;
  }
  reserve(id: string, lines: Wanted[], until: number, now: number): string {
    const wanted = (at: string | undefined) =>
      lines.reduce(
        (sum, one) => sum + (one.warehouse === at ? one.quantity : 0),
        0,
      );
    const content = [
      until - now,
      wanted(undefined),
      ...[...this.onHand.keys()].sort().map(wanted),
    ].join();
    const known = this.held.get(id);
    if (known)
      return known.old || known.content === content
        ? this.end(id, 0, now)
        : 'reservation-reused';
    if (this.listing.archived) return 'product-archived';
    const took = this.pick(lines, now);
    if (took)
      this.held.set(id, {
        status: 'held',
        lines,
        content,
        took,
        until,
        back: new Map(),
      });
    return took ? 'held' : 'insufficient-stock';
  }
  list(archived: boolean, version: number): string {
    if (version > this.listing.version) this.listing = { archived, version };
    return 'set';
  }
  giveBack(id: string, units: Map<string, number>, now: number): string {
    const one = this.held.get(id);
    if (!one) return 'unknown-reservation';
    if (one.status === 'held' && now < one.until) return 'not-confirmed';
    if (one.status !== 'confirmed') return this.end(id, 0, now);
    const left = (at: string) =>
      (one.took.get(at) ?? 0) - (one.back.get(at) ?? 0);
    if ([...units].some(([at, n]) => n > left(at))) return 'more-than-taken';
    for (const [at, n] of units) {
      one.back.set(at, (one.back.get(at) ?? 0) + n);
      this.onHand.set(at, (this.onHand.get(at) ?? 0) + n);
    }
    return one.status;
  }
  /** Hours pass: everything has ended long ago. */
  age(now: number): void {
    for (const [id, one] of this.held) {
      this.end(id, 0, now);
      one.old = true;
    }
  }
  end(id: string, how: 'confirmed' | 'released' | number, now: number): string {
    const one = this.held.get(id);
    if (!one) return 'unknown-reservation';
    if (one.status === 'held' && now >= one.until) one.status = 'expired';
    if (one.status === 'confirmed') return 'already-confirmed';
    if (one.status === 'released') return 'reservation-released';
    const again =
      one.status === 'expired' && how === 'confirmed' && !one.old
        ? this.pick(one.lines, now)
        : undefined;
    if (one.status === 'expired' && !again) return 'reservation-expired';
    one.took = again ?? one.took;
    if (typeof how === 'number') one.until = Math.max(one.until, how);
    else one.status = how;
    if (how === 'confirmed')
      for (const [at, units] of one.took)
        this.onHand.set(at, (this.onHand.get(at) ?? 0) - units);
    return one.status;
  }
}
