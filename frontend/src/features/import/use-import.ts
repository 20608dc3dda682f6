import type { ImportSummary, ReadFile } from '@souk/shopify/import-products';
import { useEffect, useRef, useState } from 'react';
import { queryClient } from '../../lib/query-client';
import { vendorApi } from './vendor-api';

interface Run {
  state: 'idle' | 'running' | 'done';
  done: number;
  total: number;
  summary?: ImportSummary;
  error?: unknown;
}

const IDLE: Run = { state: 'idle', done: 0, total: 0 };

/**
 * One import at a time; leaving the page stops it after the products in
 * progress.
 */
export function useImport() {
  const [run, setRun] = useState(IDLE);
  const stopping = useRef<AbortController>(undefined);
  useEffect(() => () => stopping.current?.abort(), []);

  const start = async (file: ReadFile) => {
    const controller = new AbortController();
    stopping.current = controller;
    const total = file.drafts.length;
    setRun({ state: 'running', done: 0, total });
    try {
      const { importProducts } = await import('@souk/shopify/import-products');
      const onProgress = (done: number) => setRun((now) => ({ ...now, done }));
      const summary = await importProducts(vendorApi, file, {
        onProgress,
        signal: controller.signal,
      });
      setRun({ state: 'done', done: total, total, summary });
    } catch (error) {
      setRun({ ...IDLE, error });
    }
    await queryClient.invalidateQueries({ queryKey: ['own', 'products'] });
  };
  return {
    ...run,
    start,
    stop: () => stopping.current?.abort(),
    reset: () => setRun(IDLE),
  };
}
