import type { TargetedSubmitEvent } from 'preact';
import type { Access } from './app.tsx';

export function SignIn({ onEnter }: { readonly onEnter: (access: Access) => void }) {
  const submit = (event: TargetedSubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    onEnter({ url: String(form.get('url')), key: String(form.get('key')) });
  };
  return (
    <form class="sign-in" onSubmit={submit}>
      <h1>Sales board</h1>
      <label>
        Address
        <input name="url" type="url" required value={import.meta.env.VITE_RAPPORT_URL ?? 'http://localhost:4000'} />
      </label>
      <label>
        API key
        <input name="key" type="password" required autocomplete="off" />
      </label>
      <button type="submit">Open the board</button>
    </form>
  );
}
