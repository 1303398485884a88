import ArgumentParser
import MemristorCrossbar

/// What becomes of results that the folder already holds.
struct ResultOptions: ParsableArguments {
  @Flag(help: "Replace what another run, or one that did not end, has left in the folder for the results.")
  var overwrite = false

  var earlier: EarlierResults { overwrite ? .replace : .keep }
}
