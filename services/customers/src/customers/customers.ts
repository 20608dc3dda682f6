import type { CustomerView } from '@souk/contracts/customers/views';
import { lostRaces } from '@souk/platform/accounts/sessions';
import { AppError } from '@souk/platform/http/errors';
import type { Customer, CustomerStore } from './store';

export interface CustomersDeps {
  customers: CustomerStore;
  newId: () => string;
  now: () => Date;
}

export const getOwnAccount = async (
  deps: CustomersDeps,
  id: string,
): Promise<CustomerView> => customerView(await existing(deps, id));

export const renameCustomer = async (
  deps: CustomersDeps,
  id: string,
  name: string,
): Promise<CustomerView> =>
  customerView(await changeCustomer(deps, id, () => ({ name })));

/**
 * Saves a change on the newest version of the customer.
 * @throws AppError `customer-not-found`, and what `change` throws.
 */
async function changeCustomer(
  deps: CustomersDeps,
  id: string,
  change: (customer: Customer) => Partial<Customer>,
): Promise<Customer> {
  for (let attempt = 0; attempt < 10; attempt++) {
    const customer = await existing(deps, id);
    const next = {
      ...customer,
      ...change(customer),
      version: customer.version + 1,
    };
    if (await deps.customers.save(next)) return next;
  }
  throw lostRaces();
}

/** @throws AppError `customer-not-found`. */
export async function existing(
  { customers }: CustomersDeps,
  id: string,
): Promise<Customer> {
  const customer = await customers.find(id);
  if (!customer)
    throw new AppError(
      'not-found',
      'customer-not-found',
      'There is no such customer',
    );
  return customer;
}

export const customerView = ({
  id,
  name,
  email,
  createdAt,
}: Customer): CustomerView => ({ id, name, email, createdAt });
