// Working together live, as people do it: codes that are carried by hand.

import * as act from "./acts.mjs";

// Opens the dialog on somebody's page.
export async function workTogether(page) {
  await act.command(page, "Work together now…");
  const dialog = act.dialog(page, "Work together");
  await dialog.waitFor();
  return dialog;
}

// The invite that stands in the dialog, through the clipboard.
export async function copyInvite(page) {
  const dialog = act.dialog(page, "Work together");
  await dialog.getByRole("textbox", { name: "Invite", exact: true }).first().waitFor();
  const [invite] = await act.copied(page, () => act.button(dialog, "Copy invite").first().click());
  return invite;
}

// What somebody does with an invite: joins, and copies the reply.
export async function reply(page) {
  await act.button(page, "Join").click();
  await page.getByRole("textbox", { name: "Your reply" }).waitFor();
  const [copied] = await act.copied(page, () => act.button(page, "Copy reply").click());
  return copied;
}

export async function connect(page, text) {
  const dialog = act.dialog(page, "Work together");
  await dialog.getByRole("textbox", { name: "Replies" }).fill(text);
  await act.button(dialog, "Connect").click();
}

// In the review with so many others.
export async function with_(page, others) {
  const here = page.getByRole("main").getByRole("list", { name: "Here now" });
  await act.until(async () => (await here.getByRole("listitem").count()) === others, `${others} others are here`, 40_000);
}

// Two people in one session, by codes through the clipboard.
export async function together(hers, ben) {
  await workTogether(hers);
  const invite = await copyInvite(hers);
  const his = await ben.open(invite);
  const back = await reply(his);
  await connect(hers, back);
  await act.inReview(his);
  await act.close(hers, "Work together");
  for (const page of [hers, his]) await with_(page, 1);
  return { his, invite, back };
}
