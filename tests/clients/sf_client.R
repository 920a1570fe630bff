# Rscript sf_client.R FOLDER: reads the files with sf; any warning is an error.
options(warn = 2)
suppressMessages(library(sf))
folder <- commandArgs(TRUE)[1]
show <- function(name, x) {
  cat(name, nrow(x), "rows, EPSG", st_crs(x)$epsg, ", valid", all(st_is_valid(x)), ", event_date", class(x$event_date)[1], "\n")
  stopifnot(inherits(x$event_date, "Date"), st_crs(x)$epsg == 4326, all(st_is_valid(x)))
}
for (layer in c("events", "footprints", "reports"))
  show(layer, st_read(file.path(folder, "events.gpkg"), layer = layer, quiet = TRUE))
show("geojson", st_read(file.path(folder, "events.geojson"), quiet = TRUE))
