// Security keys: asks the browser for the key's answer and sends it in the page's form.

const decode = (text) => {
  const bare = text.replace(/-/g, "+").replace(/_/g, "/");
  return Uint8Array.from(atob(bare + "=".repeat((4 - (bare.length % 4)) % 4)), (letter) => letter.charCodeAt(0));
};

const encode = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=+$/, "");

const withIds = (list) => (list || []).map((item) => ({ ...item, id: decode(item.id) }));

const make = async (options) => {
  const wanted = {
    ...options,
    challenge: decode(options.challenge),
    user: { ...options.user, id: decode(options.user.id) },
    excludeCredentials: withIds(options.excludeCredentials),
  };
  const made = await navigator.credentials.create({ publicKey: wanted });
  return {
    id: made.id,
    rawId: encode(made.rawId),
    type: made.type,
    response: {
      clientDataJSON: encode(made.response.clientDataJSON),
      attestationObject: encode(made.response.attestationObject),
    },
  };
};

const ask = async (options) => {
  const wanted = {
    ...options,
    challenge: decode(options.challenge),
    allowCredentials: withIds(options.allowCredentials),
  };
  const given = await navigator.credentials.get({ publicKey: wanted });
  return {
    id: given.id,
    rawId: encode(given.rawId),
    type: given.type,
    response: {
      clientDataJSON: encode(given.response.clientDataJSON),
      authenticatorData: encode(given.response.authenticatorData),
      signature: encode(given.response.signature),
      userHandle: given.response.userHandle ? encode(given.response.userHandle) : null,
    },
  };
};

for (const form of document.querySelectorAll("form[data-webauthn]")) {
  const button = form.querySelector("[data-webauthn-button]");
  const said = form.querySelector("[data-webauthn-said]");
  const answer = form.querySelector("input[name=answer]");
  if (!window.PublicKeyCredential) {
    said.textContent = form.dataset.unsupported;
    button.disabled = true;
    continue;
  }
  button.hidden = false;
  button.addEventListener("click", async () => {
    said.textContent = form.dataset.waiting;
    try {
      const options = JSON.parse(form.dataset.webauthn).publicKey;
      const given = form.dataset.kind === "make" ? await make(options) : await ask(options);
      answer.value = JSON.stringify(given);
      form.submit();
    } catch (error) {
      said.textContent = form.dataset.failed;
    }
  });
}
