// Starts the app, and says in plain words why when it cannot. A file of its own, because the page allows no
// inline script.

const state = document.getElementById("shell-state");

const say = (sentence) => {
  if (state) state.textContent = sentence;
};

const nameOf = (file) => document.querySelector(`meta[name="${file}"]`)?.content;

const begin = async () => {
  if (typeof WebAssembly !== "object") {
    say(
      "This browser has WebAssembly turned off, and Second Story is written in it. " +
        "Lockdown Mode and some company settings do that: allow it for this address, or open the page in another browser.",
    );
    return;
  }
  try {
    const { default: start } = await import("./second-story.js");
    await start({ module_or_path: new URL("./second-story_bg.wasm", import.meta.url) });
  } catch (error) {
    say(
      "Second Story could not start. Reload the page; if that does not help, bring this browser up to date. " +
        `Nothing that was saved is touched. (${error?.message ?? error})`,
    );
    console.error(error);
  }
};

// The build keeps working without a network once it is here. After the app, so as not to compete with it.
const keep = () => {
  const script = nameOf("service-worker");
  if (!script || !("serviceWorker" in navigator)) return;
  navigator.serviceWorker.register(script, { updateViaCache: "none" }).catch(() => {
    // Private modes refuse it. The app works all the same; only a reload then needs the network.
  });
};

await begin();
if (document.readyState === "complete") keep();
else addEventListener("load", keep, { once: true });
