import { zodResolver } from '@hookform/resolvers/zod';
import { EraseCustomer } from '@souk/contracts/customers/views';
import { useMutation } from '@tanstack/react-query';
import { useForm } from 'react-hook-form';
import { useNavigate } from 'react-router';
import { useToast } from '../../components/toasts';
import { Button } from '../../components/ui/button';
import { Form } from '../../components/ui/form';
import { ProblemNote } from '../../components/ui/notice';
import { download } from '../../lib/download';
import { sessionEnded } from '../../lib/session';
import { CurrentPasswordField } from '../session/account-fields';
import { eraseAccount, exportAccount } from './queries';
import { Section } from './section';

export function ExportSection() {
  const file = useMutation({
    mutationFn: exportAccount,
    onSuccess: (zip) => download('souk-account.zip', zip),
  });
  return (
    <Section
      title="Your data"
      lead="All that Souk knows about you, as JSON files in a zip."
    >
      <div className="space-y-5">
        {file.isError && <ProblemNote error={file.error} />}
        <Button
          look="outline"
          disabled={file.isPending}
          onClick={() => file.mutate()}
        >
          {file.isPending ? 'Collecting…' : 'Download my data'}
        </Button>
        <p role="status" className="text-sm text-good">
          {file.isSuccess && 'The file is with your downloads.'}
        </p>
      </div>
    </Section>
  );
}

export function DeleteSection() {
  const navigate = useNavigate();
  const toast = useToast();
  const form = useForm({
    resolver: zodResolver(EraseCustomer),
    defaultValues: { password: '' },
  });
  return (
    <Section title="Delete the account">
      <p className="mb-5">
        Your name, email, addresses, cart and sessions are deleted at once and
        for good. Orders stay with the makers, who have to keep them, without
        your name and address.
      </p>
      <Form
        form={form}
        send={async ({ password }) => {
          await eraseAccount(password);
          sessionEnded({ tell: true, to: '/' });
          toast({ text: 'Your account is deleted.' });
          await navigate('/');
        }}
        button="Delete my account"
        look="danger"
      >
        <CurrentPasswordField form={form} name="password" />
      </Form>
    </Section>
  );
}
