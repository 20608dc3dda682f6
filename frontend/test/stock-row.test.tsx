import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { StockRow } from '../src/features/own-products/stock/stock-row';
import { readLevels, setOnHand } from '../src/features/own-products/api/calls';
import { ProblemError } from '../src/lib/problem';

jest.mock('../src/features/own-products/api/calls', () => ({
  readLevels: jest.fn(),
  setOnHand: jest.fn(),
}));

const level = (onHand: number) => ({
  warehouseId: 'main',
  name: 'Main',
  onHand,
  reserved: 0,
  available: onHand,
});
const stock = (version: number, onHand: number) => ({
  version,
  warehouses: [level(onHand)],
});

test('the version seen when typing began is sent, whatever arrives meanwhile', async () => {
  jest
    .mocked(setOnHand)
    .mockRejectedValue(
      new ProblemError(409, { type: '/problems/stale-stock' }),
    );
  jest.mocked(readLevels).mockResolvedValue({
    ...stock(4, 7),
    productId: 'p',
    vendorId: 'ann',
    available: 7,
    asOf: '',
  });
  const onStock = jest.fn();
  const row = (version: number, onHand: number) => (
    <StockRow
      productId="p"
      level={level(onHand)}
      stock={stock(version, onHand)}
      onStock={onStock}
    />
  );
  const { rerender } = render(row(3, 20));
  await userEvent.clear(screen.getByLabelText('On hand in Main'));
  await userEvent.type(screen.getByLabelText('On hand in Main'), '9');
  rerender(row(4, 7));
  await userEvent.click(screen.getByRole('button', { name: 'Save' }));

  expect((await screen.findByRole('alert')).textContent).toContain(
    'this was set to 7. You wanted 9.',
  );
  expect(setOnHand).toHaveBeenCalledWith('p', 'main', {
    onHand: 9,
    version: 3,
  });
  await userEvent.click(screen.getByRole('button', { name: 'Keep 7' }));
  expect(onStock).toHaveBeenCalledWith(expect.objectContaining({ version: 4 }));
  expect(screen.queryByRole('alert')).toBeNull();
});

test('an invalid number of units cannot be saved', async () => {
  render(
    <StockRow
      productId="p"
      level={level(5)}
      stock={stock(1, 5)}
      onStock={() => undefined}
    />,
  );
  await userEvent.type(screen.getByLabelText('On hand in Main'), 'x');

  expect(screen.getByRole('button', { name: 'Save' })).toHaveProperty(
    'disabled',
    true,
  );
});
