// Where the city's hotline is: the only thing that a city changes here (docs/miniprogram.md).
module.exports = { base: 'https://12345.example.cn' };
