import { useState, type SyntheticEvent } from 'react';
import { Button } from '../../../components/ui/button';
import { Input } from '../../../components/ui/field';
import { ProblemNote } from '../../../components/ui/notice';
import { readLevels, setOnHand } from '../api/calls';
import { setStock, type Level, type Levels } from './set-stock';

interface StockRowProps {
  productId: string;
  level: Level;
  stock: Levels;
  onStock: (levels: Levels) => void;
}

interface Draft {
  text: string;
  /** The stock as it was when editing began. */
  seen: Levels;
}

export function StockRow(props: StockRowProps) {
  const { level } = props;
  const draft = useStockDraft(props);
  const { wanted, conflict, failure } = draft;
  return (
    <form onSubmit={draft.submit} className="py-3">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <span className="line-clamp-2 min-w-32 flex-1 text-sm" dir="auto">
          {level.name}
        </span>
        <Input
          aria-label={`On hand in ${level.name}`}
          aria-invalid={wanted === undefined}
          inputMode="numeric"
          value={draft.text}
          onChange={(event) => draft.type(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Escape') draft.reset();
          }}
          className="w-28"
        />
        <span className="w-28 text-sm text-quiet">
          {level.reserved > 0 && `${level.reserved} reserved`}
        </span>
        <Button
          type="submit"
          size="sm"
          disabled={!draft.canSave}
          className="w-20"
        >
          {draft.saving ? '…' : 'Save'}
        </Button>
      </div>
      {conflict && wanted !== undefined && (
        <Conflict
          theirs={conflict.theirs}
          mine={wanted}
          keep={() => draft.settle(conflict.levels)}
          overrule={() => draft.save(conflict.levels)}
        />
      )}
      {failure !== undefined && <ProblemNote error={failure} />}
    </form>
  );
}

/** The count being typed, and saving it. */
function useStockDraft({ productId, level, stock, onStock }: StockRowProps) {
  const [draft, setDraft] = useState<Draft>();
  const [saving, setSaving] = useState(false);
  const [conflict, setConflict] = useState<{
    theirs: number;
    levels: Levels;
  }>();
  const [failure, setFailure] = useState<unknown>();
  const text = draft?.text ?? String(level.onHand);
  const wanted = /^\d{1,10}$/.test(text.trim()) ? Number(text) : undefined;

  const save = async (seen: Levels) => {
    if (wanted === undefined) return;
    setSaving(true);
    setFailure(undefined);
    const api = {
      set: (warehouseId: string, to: { onHand: number; version: number }) =>
        setOnHand(productId, warehouseId, to),
      read: () => readLevels(productId),
    };
    try {
      const outcome = await setStock(api, {
        warehouseId: level.warehouseId,
        onHand: wanted,
        seen,
      });
      if ('conflict' in outcome) setConflict(outcome.conflict);
      else settle(outcome.done);
    } catch (err) {
      setFailure(err);
    } finally {
      setSaving(false);
    }
  };
  const settle = (levels: Levels) => {
    onStock(levels);
    setDraft(undefined);
    setConflict(undefined);
  };
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    if (draft) void save(draft.seen);
  };
  return {
    text,
    wanted,
    conflict,
    failure,
    canSave: draft !== undefined && !saving && wanted !== undefined,
    saving,
    type: (typed: string) =>
      setDraft((now) => ({ text: typed, seen: now?.seen ?? stock })),
    reset: () => setDraft(undefined),
    save: (seen: Levels) => void save(seen),
    settle,
    submit,
  };
}

const Conflict = ({
  theirs,
  mine,
  keep,
  overrule,
}: {
  theirs: number;
  mine: number;
  keep: () => void;
  overrule: () => void;
}) => (
  <div role="alert" className="appear mt-3 rounded-lg bg-soft p-4 text-sm">
    <p className="font-medium">Someone else changed this first</p>
    <p className="mt-1">
      While you were editing, this was set to {theirs}. You wanted {mine}.
    </p>
    <div className="mt-3 flex flex-wrap gap-2">
      <Button size="sm" look="outline" onClick={keep}>
        Keep {theirs}
      </Button>
      <Button size="sm" onClick={overrule}>
        Set {mine} anyway
      </Button>
    </div>
  </div>
);
