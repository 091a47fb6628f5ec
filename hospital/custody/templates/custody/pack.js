"use strict";
const box = JSON.parse(document.getElementById("box").textContent);
const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
const show = (id) => { document.getElementById(id).hidden = false; };
async function opened(passphrase) {
  const raw = await crypto.subtle.importKey("raw", new TextEncoder().encode(passphrase), "PBKDF2", false, ["deriveKey"]);
  const key = await crypto.subtle.deriveKey(
    { name: "PBKDF2", hash: "SHA-256", salt: bytes(box.salt), iterations: box.rounds },
    raw, { name: "AES-GCM", length: 256 }, false, ["decrypt"]);
  const content = await crypto.subtle.decrypt({ name: "AES-GCM", iv: bytes(box.nonce) }, key, bytes(box.content));
  return new TextDecoder().decode(content);
}
if (!globalThis.crypto || !crypto.subtle) show("unable");
document.getElementById("door").addEventListener("submit", async (event) => {
  event.preventDefault();
  document.getElementById("refused").hidden = true;
  try {
    const content = await opened(document.getElementById("passphrase").value);
    document.getElementById("content").innerHTML = content;
    document.getElementById("door").hidden = true;
    show("content");
  } catch (error) {
    show("refused");
  }
});
