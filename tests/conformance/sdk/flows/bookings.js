/** Bookings: services, the times that are free, a place in one of them. */

import assert from "node:assert/strict";

import { Browser } from "../browser.js";
import { flow } from "../checks.js";
import { app, impostor, member, visitor } from "../clients.js";
import { CALLBACK, DAY } from "../sandbox.js";

const { check, step, refused } = flow("bookings");

const ZONE = "America/New_York";
const SITE = new URL("/", CALLBACK).href;
const GUEST = { firstName: "Gerd", lastName: "Guest", email: "guest@example.com" };

/** Return a fortnight from the day on, as queries for times name it. */
function fortnight() {
  const end = new Date(`${DAY}T00:00:00Z`);
  end.setUTCDate(end.getUTCDate() + 14);
  const toLocalDate = end.toISOString().slice(0, 19);
  return { fromLocalDate: `${DAY}T00:00:00`, toLocalDate, timeZone: ZONE };
}

async function findService(client, name) {
  return (await client.services.queryServices().eq("name", name).find()).items[0];
}

async function findSlots(client, limit) {
  const { _id: serviceId } = await findService(client, "Private Studio Hour");
  const cursorPaging = { limit };
  return { serviceId, ...fortnight(), bookable: true, cursorPaging };
}

/** Return the first free hour in the studio. */
async function findFreeHour(client) {
  const asked = await findSlots(client, 1);
  return (await client.availabilityTimeSlots.listAvailabilityTimeSlots(asked)).timeSlots[0];
}

/** Return a booking of a time slot, as one is asked for. */
function bookingOf({ serviceId, scheduleId, localStartDate, localEndDate }) {
  const location = { locationType: "OWNER_BUSINESS" };
  const slot = { serviceId, scheduleId, startDate: localStartDate, endDate: localEndDate };
  return {
    bookedEntity: { slot: { ...slot, timezone: ZONE, location } },
    contactDetails: GUEST,
    totalParticipants: 1,
  };
}

check("services are walked through page by page", async () => {
  const client = await visitor();
  const ask = () => client.services.queryServices().eq("hidden", false).limit(3).find();

  const first = await step("services", ask);
  const second = await step("more services", () => first.next());

  const names = [...first.items, ...second.items].map((one) => one.name);
  assert.equal(new Set(names).size, 5);
  const one = await step("one service", () => client.services.getService(first.items[0]._id));
  assert.equal(one.name, names[0]);
});

check("a service has times, and they come page by page", async () => {
  const client = await visitor();
  const list = (asked) => () => client.availabilityTimeSlots.listAvailabilityTimeSlots(asked);
  const asked = await findSlots(client, 2);

  const first = await step("times", list(asked));
  const cursor = first.cursorPagingMetadata.cursors.next;
  const second = await step("more times", list({ ...asked, cursorPaging: { limit: 2, cursor } }));

  const starts = [...first.timeSlots, ...second.timeSlots].map((one) => one.localStartDate);
  assert.equal(new Set(starts).size, 4);
  assert.deepEqual(starts, [...starts].sort());
});

check("a time can be looked at once more", async () => {
  const client = await visitor();
  const { serviceId, localStartDate, localEndDate } = await findFreeHour(client);
  const location = { locationType: "BUSINESS" };

  const { timeSlot } = await step("one time", () =>
    client.availabilityTimeSlots.getAvailabilityTimeSlot(
      serviceId,
      localStartDate,
      localEndDate,
      ZONE,
      location,
    ),
  );

  assert.equal(timeSlot.bookable, true);
});

check("a class has sessions", async () => {
  const client = await visitor();
  const { _id } = await findService(client, "Wheel-Throwing Taster");

  const { timeSlots } = await step("sessions", () =>
    client.eventTimeSlots.listEventTimeSlots({ ...fortnight(), serviceIds: [_id] }),
  );

  assert.ok(timeSlots.length > 0);
  assert.ok(timeSlots.every((one) => one.eventInfo.eventId));
});

check("a visitor books, the app confirms, and the time is taken", async () => {
  const [client, other, elevated] = [await visitor(), await visitor(), await app()];
  const hour = await findFreeHour(client);

  const { booking } = await step("book", () => client.bookings.createBooking(bookingOf(hour)));

  assert.equal(booking.status, "CREATED");
  const options = { participantNotification: { notifyParticipants: false } };
  const { _id, revision } = booking;
  const confirm = (who) => () => who.bookings.confirmBooking(_id, revision, options);
  await refused("a visitor confirms", confirm(client), 403);
  const confirmed = await step("the app confirms", confirm(elevated));
  assert.equal(confirmed.booking.status, "CONFIRMED");
  assert.notEqual((await findFreeHour(other)).localStartDate, hour.localStartDate);
});

check("who booked may cancel, and nobody else", async () => {
  const [client, other] = [await member(), await member("ben@example.com")];
  const hour = await findFreeHour(client);
  const { booking } = await client.bookings.createBooking(bookingOf(hour));
  const options = { revision: booking.revision };
  const cancel = (who) => () => who.bookings.cancelBooking(booking._id, options);

  await refused("another cancels", cancel(other), 404, "BOOKING_NOT_FOUND");
  const done = await step("cancel", cancel(client));

  assert.equal(done.booking.status, "CANCELED");
});

check("only the business may override its own rules", async () => {
  const client = await visitor();
  const hour = await findFreeHour(client);
  const options = { flowControlSettings: { skipBusinessConfirmation: true } };
  const book = () => client.bookings.createBooking(bookingOf(hour), options);

  await refused("override", book, 403, "UNAUTHORIZED_OPERATION");
});

check("a stranger sees nothing and books nothing", async () => {
  const hour = await findFreeHour(await visitor());
  const client = impostor();

  await refused("a stranger looks", () => client.services.queryServices().find(), 401);
  await refused("a stranger books", () => client.bookings.createBooking(bookingOf(hour)), 401);
});

check("a visitor books on the hosted page", async () => {
  const client = await visitor();
  const { slot } = bookingOf(await findFreeHour(client)).bookedEntity;
  const callbacks = { postFlowUrl: `${SITE}done/`, thankYouPageUrl: `${SITE}thank-you/` };
  const bookingsCheckout = { slotAvailability: { slot, bookable: true }, timezone: ZONE };

  const { redirectSession } = await step("to the checkout", () =>
    client.redirects.createRedirectSession({ bookingsCheckout, callbacks }),
  );
  const browser = new Browser();
  const page = await browser.open(redirectSession.fullUrl);
  const form = { email: GUEST.email, first_name: GUEST.firstName, last_name: GUEST.lastName };
  const { url } = await browser.submit(page, form);

  assert.ok(url.startsWith(callbacks.thankYouPageUrl), url);
  const order = await (await app()).orders.getOrder(new URL(url).searchParams.get("orderId"));
  assert.equal(order.buyerInfo.email, GUEST.email);
});
