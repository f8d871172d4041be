/** An hour of the week as people say it: hour 0 is Monday 00:00. */
const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const two = (value: number): string => String(value).padStart(2, '0');

/** "Sat 22:05", minutes rounded down. */
export const weekHour = (hour: number): string => {
  const minutes = Math.floor(hour * 60 + 1e-6);
  return `${DAYS[Math.floor(minutes / 1440) % 7]} ${two(Math.floor(minutes / 60) % 24)}:${two(minutes % 60)}`;
};
