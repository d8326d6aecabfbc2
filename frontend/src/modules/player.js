// A recording: press the wave to jump there, [data-seek="12.5"] to a mark; the line shows where it plays.
const WIDTH = 600;

function attach(box) {
  if (box.dataset.playerReady) return;
  box.dataset.playerReady = '1';
  const audio = box.querySelector('audio');
  const wave = box.querySelector('[data-wave]');
  const line = wave?.querySelector('.wave-now');
  const length = () => Number(wave?.dataset.seconds) || audio.duration || 0;
  const jump = (seconds) => { audio.currentTime = seconds; audio.play().catch(() => {}); };
  wave?.addEventListener('click', (event) => {
    const rect = wave.getBoundingClientRect();
    jump(length() * (event.clientX - rect.left) / rect.width);
  });
  box.querySelectorAll('[data-seek]').forEach((button) => button.addEventListener('click', () => jump(Number(button.dataset.seek))));
  audio.addEventListener('timeupdate', () => {
    const x = String(WIDTH * audio.currentTime / (length() || 1));
    line?.setAttribute('x1', x);
    line?.setAttribute('x2', x);
  });
}

export function enhance(root) {
  root.querySelectorAll('[data-player]').forEach(attach);
}
