// Security keys: the server's challenge goes to the key, its answer back in the form's hidden field.
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (char) => char.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');

const withIds = (list) => (list || []).map((each) => ({ ...each, id: bytes(each.id) }));

async function create({ publicKey }) {
  const made = await navigator.credentials.create({
    publicKey: {
      ...publicKey,
      challenge: bytes(publicKey.challenge),
      user: { ...publicKey.user, id: bytes(publicKey.user.id) },
      excludeCredentials: withIds(publicKey.excludeCredentials),
    },
  });
  return { made, response: { attestationObject: text(made.response.attestationObject) } };
}

async function get({ publicKey }) {
  const made = await navigator.credentials.get({
    publicKey: { ...publicKey, challenge: bytes(publicKey.challenge), allowCredentials: withIds(publicKey.allowCredentials) },
  });
  const { authenticatorData, signature, userHandle } = made.response;
  return {
    made,
    response: {
      authenticatorData: text(authenticatorData),
      signature: text(signature),
      ...(userHandle ? { userHandle: text(userHandle) } : {}),
    },
  };
}

async function ask(form) {
  const act = form.dataset.webauthn === 'create' ? create : get;
  const { made, response } = await act(JSON.parse(form.dataset.options));
  form.elements.credential.value = JSON.stringify({
    id: made.id,
    rawId: text(made.rawId),
    type: made.type,
    response: { ...response, clientDataJSON: text(made.response.clientDataJSON) },
    clientExtensionResults: made.getClientExtensionResults(),
  });
}

export function enhance(root) {
  for (const form of root.querySelectorAll('form[data-webauthn]')) {
    if (!window.PublicKeyCredential || form.dataset.ready) continue;
    form.dataset.ready = '1';
    form.hidden = false;
    form.addEventListener('submit', (event) => {
      if (form.elements.credential.value) return;
      event.preventDefault();
      const told = form.querySelector('[data-webauthn-error]');
      told.hidden = true;
      ask(form).then(
        () => form.submit(),
        () => {
          told.hidden = false;
        },
      );
    });
  }
}
