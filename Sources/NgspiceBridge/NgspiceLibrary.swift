import CNgspice
import Foundation

/// The C library, called only through the one engine that owns it: every call here is made on that engine's executor.
struct NgspiceLibrary {
  let messages: NgspiceMessages

  /// Starts the library. Must happen once in a process.
  init() {
    messages = NgspiceMessages()
    // ngspice reads and prints numbers with the C library, whose decimal point follows the locale.
    setlocale(LC_NUMERIC, "C")
    // ngspice keeps this reference for as long as the process lives.
    let context = Unmanaged.passRetained(messages).toOpaque()
    ngSpice_Init(
      { text, _, context in
        guard let text else { return 0 }
        listener(context)?.append(String(cString: text))
        return 0
      },
      { _, _, _ in 0 },
      { status, _, _, _, context in
        listener(context)?.exited(status: status)
        return 0
      },
      nil, nil,
      { hasEnded, _, context in
        if hasEnded { listener(context)?.runEnded.signal() }
        return 0
      },
      context)
  }

  /// Runs one command to its end.
  func command(_ text: String) {
    send(text)
    // Without this the command history grows for ever.
    ngSpice_Command(nil)
  }

  /// Starts the loaded circuit's analysis on ngspice's own thread, which signals `messages.runEnded`.
  func startRun() {
    while messages.runEnded.wait(timeout: .now()) == .success {}
    // Clearing the history here would free the command that the new thread is about to execute.
    send("bg_run")
  }

  /// Asks a run that was started to stop at its next time point.
  func haltRun() { send("bg_halt") }

  /// Commands are short: ngspice silently cuts what is longer than 1,023 bytes.
  private func send(_ text: String) {
    precondition(text.utf8.count < 1024, "ngspice cuts longer commands")
    var bytes = text.utf8CString
    bytes.withUnsafeMutableBufferPointer { _ = ngSpice_Command($0.baseAddress) }
  }

  func load(_ lines: [String]) {
    var pointers: [UnsafeMutablePointer<CChar>?] = lines.map { strdup($0) }
    pointers.append(nil)
    defer { for pointer in pointers { free(pointer) } }
    pointers.withUnsafeMutableBufferPointer { _ = ngSpice_Circ($0.baseAddress) }
  }

  var currentPlot: String { ngSpice_CurPlot().map { String(cString: $0) } ?? "" }

  /// A copy of a real vector; nil if there is none of that name.
  func vector(_ name: String) -> [Double]? {
    var bytes = name.utf8CString
    return bytes.withUnsafeMutableBufferPointer { name -> [Double]? in
      guard let info = ngGet_Vec_Info(name.baseAddress)?.pointee, let data = info.v_realdata else { return nil }
      return Array(UnsafeBufferPointer(start: data, count: Int(info.v_length)))
    }
  }
}

private func listener(_ context: UnsafeMutableRawPointer?) -> NgspiceMessages? {
  context.map { Unmanaged<NgspiceMessages>.fromOpaque($0).takeUnretainedValue() }
}
