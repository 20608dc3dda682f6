import type { Bug } from './bug';

const src = (name: string) => `services/inventory/src/${name}.ts`;

/** Mistakes in storing, answering and publishing. */
export const SHELL_BUGS: Bug[] = [
  {
    name: 'fence-off',
    what: 'every write takes the newest version of the document for the one it was made from',
    caughtBy: 'simulation',
    edits: [
      {
        file: 'platform/src/actors/cached-document.ts',
        find: 'const etag = await state.save(key, document, before?.etag);',
        replace:
          'const etag = await state.save(key, document, (await state.get(key, shape))?.etag ?? before?.etag);',
      },
    ],
  },
  {
    name: 'read-modify-write',
    what: 'a refused write is made again with the newer etag, without looking at what was written meanwhile',
    caughtBy: 'simulation',
    edits: [
      {
        file: 'platform/src/actors/cached-document.ts',
        find: 'const etag = await state.save(key, document, before?.etag);',
        replace:
          'const etag = await state.save(key, document, before?.etag).catch(async () => state.save(key, document, (await state.get(key, shape))?.etag));',
      },
    ],
  },
  {
    name: 'swallowed-409',
    what: 'a refused write is taken for a stored one',
    caughtBy: 'simulation',
    edits: [
      {
        file: 'platform/src/actors/cached-document.ts',
        find: 'const etag = await state.save(key, document, before?.etag);',
        replace:
          "const etag = await state.save(key, document, before?.etag).catch(() => before?.etag ?? '1');",
      },
    ],
  },
  {
    name: 'retry-without-reading',
    what: 'after a write of unknown outcome the turn is taken again on nothing',
    caughtBy: 'simulation',
    edits: [
      {
        file: 'platform/src/actors/cached-document.ts',
        find: '      await load();\n      return work();',
        replace: '      return work();',
      },
    ],
  },
  {
    name: 'ack-before-write',
    what: 'the caller is answered while the write is still under way',
    caughtBy: 'simulation',
    edits: [
      {
        file: src('actor/inventory-actor'),
        find: 'await copy.save({ stock, outbox }, records);',
        replace:
          'void copy.save({ stock, outbox }, records).catch(() => undefined);',
      },
    ],
  },
  {
    name: 'publish-before-write',
    what: 'a turn is published, to the ledger first, before it is stored',
    caughtBy: 'simulation',
    edits: [
      {
        file: src('actor/inventory-actor'),
        find: 'await copy.save({ stock, outbox }, records);',
        replace:
          'deps.relay.deliver(productId, unpublished);\n      await copy.save({ stock, outbox }, records);',
      },
    ],
  },
  {
    name: 'publish-before-ledger',
    what: 'a level is announced before the ledger has the turn it tells of',
    caughtBy: 'simulation',
    edits: [
      {
        file: src('outbox/publish-turns'),
        find: '    await ledger.append(batch.map(({ fact }) => fact));\n',
        replace: '',
      },
      {
        file: src('outbox/publish-turns'),
        find: '      nextExpiry: latest.nextExpiry ?? null,\n    });',
        replace:
          '      nextExpiry: latest.nextExpiry ?? null,\n    });\n    await ledger.append(batch.map(({ fact }) => fact));',
      },
    ],
  },
  {
    name: 'outbox-not-stored',
    what: 'what is to be published is not part of the write',
    caughtBy: 'simulation',
    edits: [
      {
        file: src('actor/cached-stock'),
        find: 'dropped,\n      outbox,\n    };',
        replace: 'dropped,\n      outbox: [],\n    };',
      },
    ],
  },
  {
    name: 'dropped-too-much',
    what: 'a published version takes the next one, which is not published, out of the document with it',
    caughtBy: 'simulation',
    edits: [
      {
        file: src('outbox/entry'),
        find: 'fact.version > published) ?? [];',
        replace: 'fact.version > published + (published > 0 ? 1 : 0)) ?? [];',
      },
    ],
  },
  {
    name: 'stale-refusal',
    what: 'a refusal that nothing is written for is not asked of the store',
    caughtBy: 'actors',
    edits: [
      {
        file: src('actor/inventory-actor'),
        find: 'if (!unwritten || known === undefined || copy.cached()?.stock !== known) return turn;',
        replace: 'if (!unwritten || known !== null) return turn;',
      },
    ],
  },
  {
    name: 'stale-copy-shown',
    what: 'a copy is shown to readers however old it is',
    caughtBy: 'simulation',
    edits: [
      {
        file: 'platform/src/actors/cached-document.ts',
        find: 'const FRESH_MS = 5_000;',
        replace: 'const FRESH_MS = Infinity;',
      },
    ],
  },
  {
    name: 'expiry-by-callers-clock',
    what: 'the time of a reservation is counted on the clock of whoever asked for it',
    caughtBy: 'simulation',
    edits: [
      {
        file: src('rules/command'),
        find: '  unheard: z.int().optional(),\n});\nexport type ReserveCommand',
        replace:
          '  unheard: z.int().optional(),\n  askedAt: z.number().optional(),\n});\nexport type ReserveCommand',
      },
      {
        file: src('reservations/reservations'),
        find: 'lines, ...more });',
        replace: 'lines, ...more, askedAt: Date.now() });',
      },
      {
        file: src('rules/reservation'),
        find: '  const expiresAt = later(draft, ttlSeconds);',
        replace:
          '  const expiresAt = later({ ...draft, now: command.askedAt ?? draft.now }, ttlSeconds);',
      },
    ],
  },
  {
    name: 'retry-without-operation-id',
    what: 'every try of a call has an operation id of its own',
    caughtBy: 'simulation',
    edits: [
      {
        file: src('reservations/reservations'),
        find: "kind: 'reserve', operationId: `key:${operationId}`,",
        replace:
          "kind: 'reserve', operationId: `key:${operationId}:${Date.now()}`,",
      },
    ],
  },
  {
    name: 'vanished-for-ever',
    what: 'an id that is no product yet is never looked up again',
    caughtBy: 'actors',
    edits: [
      {
        file: 'platform/src/actors/known-ids.ts',
        find: 'if (!(await exists(id))) return false; known.set(id, true); return true;',
        replace:
          'if (asked.has(id)) return false; if (!(await exists(id))) { asked.add(id); return false; } known.set(id, true); return true;',
      },
      {
        file: 'platform/src/actors/known-ids.ts',
        find: 'const known = new LRUCache',
        replace: 'const asked = new Set<string>(); const known = new LRUCache',
      },
    ],
  },
  {
    name: 'unarmed-not-noted',
    what: 'a product that got no reminder is not noted for the sweep',
    caughtBy: 'actors',
    edits: [
      {
        file: 'platform/src/actors/relay-reminder.ts',
        find: 'await within(NOTE_MS, unarmed(id)).catch(',
        replace: 'await within(NOTE_MS, Promise.resolve()).catch(',
      },
    ],
  },
  {
    name: 'noted-until-looked-at',
    what: 'the sweep drops a note although its product is not published',
    caughtBy: 'actors',
    edits: [
      {
        file: src('sweeps/unpublished'),
        find: 'else await unarmed.note({ ...one, at: now().toISOString() });',
        replace: 'else await unarmed.drop(one);',
      },
    ],
  },
  {
    name: 'newer-fields-dropped',
    what: 'fields of a newer version are dropped when the document is written',
    caughtBy: 'actors',
    edits: [
      {
        file: src('rules/kept'),
        find: 'z.looseObject(shape)',
        replace: 'z.object(shape)',
      },
    ],
  },
  {
    name: 'unpublished-not-asked',
    what: 'a forgotten reservation is decided without the turns that are not published yet',
    caughtBy: 'actors',
    edits: [
      {
        file: src('reservations/settled'),
        find: 'pastOf(reservationId, [...entries, ...waiting])',
        replace: 'pastOf(reservationId, entries)',
      },
    ],
  },
  {
    name: 'held-taken-for-expired',
    what: 'a reservation made while the ledger was asked is taken for one that has expired',
    caughtBy: 'simulation',
    edits: [
      {
        file: src('reservations/settled'),
        find: 'if (past && past.version > reply.version) continue;',
        replace: '',
      },
    ],
  },
  {
    name: 'refused-part-stays',
    what: 'what was held of the other products stays held when one of them refuses',
    caughtBy: 'actors',
    edits: [
      {
        file: src('reservations/reservations'),
        find: "const held = products.filter(({ outcome }) => outcome === 'accepted');",
        replace: 'const held = products.slice(products.length);',
      },
    ],
  },
  {
    name: 'batched-replies-mixed-up',
    what: 'callers who shared a turn get each other’s replies',
    caughtBy: 'simulation',
    edits: [
      {
        file: 'platform/src/actors/batching.ts',
        find: 'batch[n]?.resolve(answer);',
        replace: 'batch[batch.length - 1 - n]?.resolve(answer);',
      },
    ],
  },
  {
    name: 'lost-unlock',
    what: 'a turn that throws never lets the next one in',
    caughtBy: 'simulation',
    edits: [
      {
        file: 'platform/src/actors/turns.ts',
        find: 'const mine = before.then(work, work);',
        replace: 'const mine = before.then(work);',
      },
      {
        file: 'platform/src/actors/turns.ts',
        find: '    try {\n      return await mine;\n    } finally {\n      if (last.get(key) === mine) last.delete(key);\n    }',
        replace:
          '    const result = await mine;\n    if (last.get(key) === mine) last.delete(key);\n    return result;',
      },
    ],
  },
  {
    name: 'turns-overlap',
    what: 'turns of one actor do not wait for each other',
    caughtBy: 'simulation',
    edits: [
      {
        file: 'platform/src/actors/turns.ts',
        find: 'const mine = before.then(work, work);',
        replace: 'const mine = work();',
      },
    ],
  },
  {
    name: 'half-made-actor-kept',
    what: 'an actor whose turn threw goes on with what it had',
    caughtBy: 'actors',
    edits: [
      {
        file: 'platform/src/actors/turns.ts',
        find: 'const result = await work(actor);',
        replace: 'idle.set(key, actor); const result = await work(actor);',
      },
    ],
  },
  {
    name: 'page-not-named',
    what: 'the document does not name the first of its pages',
    caughtBy: 'simulation',
    edits: [
      {
        file: src('actor/cached-stock'),
        find: 'pages: index.pages(), dropped,',
        replace: 'pages: index.pages().slice(1), dropped,',
      },
    ],
  },
  {
    name: 'page-deleted-early',
    what: 'a page is deleted before the document is stored that does without it',
    caughtBy: 'simulation',
    edits: [
      {
        file: src('actor/cached-stock'),
        find: 'return index.seal(page, namesOf(records));',
        replace:
          'const gone = index.seal(page, namesOf(records));\n    await Promise.all(gone.map((one) => state.remove(pageKey(productId, one))));\n    return gone;',
      },
    ],
  },
  {
    name: 'page-left-behind',
    what: 'a page with little left is dropped without the next one taking that',
    caughtBy: 'simulation',
    edits: [
      {
        file: src('actor/page-index'),
        find: 'sealing: () => [...inDocument, ...sparse().flatMap(([, page]) => leftOn(page))],',
        replace: 'sealing: () => [...inDocument],',
      },
    ],
  },
  {
    name: 'live-bits-ignored',
    what: 'records of a page that have been changed since come back from it',
    caughtBy: 'simulation',
    edits: [
      {
        file: src('actor/pages'),
        find: 'reservations.filter((_, nth) => isLive(page, nth))',
        replace:
          'reservations.filter((_, nth) => nth >= 0 || isLive(page, nth))',
      },
    ],
  },
];
