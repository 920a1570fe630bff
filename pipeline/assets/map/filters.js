// Which events are shown.
