-- The one clock: leases, due times and dates all read it, and a test may put a settable one in its place.
create function app_now() returns timestamptz language sql volatile parallel safe as 'select clock_timestamp()';
