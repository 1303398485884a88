import Foundation
import PackagePlugin

/// Writes the revision of the checkout that is built into a source file of the program; `unknown` outside of one.
@main
struct RecordRevision: BuildToolPlugin {
  func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
    // The file is replaced only when it changes, so that an unchanged checkout builds nothing anew.
    let script = """
      revision=$(git -C "$1" rev-parse --short=9 HEAD 2>/dev/null || echo unknown)
      if [ "$revision" != unknown ] && ! git -C "$1" diff --quiet HEAD -- 2>/dev/null; then revision="$revision with changes"; fi
      text="enum ProgramRevision { static let text = \\"$revision\\" }"
      mkdir -p "$2"
      [ "$(cat "$2/ProgramRevision.swift" 2>/dev/null)" = "$text" ] || printf '%s\\n' "$text" > "$2/ProgramRevision.swift"
      """
    return [
      .prebuildCommand(
        displayName: "Recording the revision", executable: URL(fileURLWithPath: "/bin/sh"),
        arguments: [
          "-c", script, "sh", context.package.directoryURL.path(), context.pluginWorkDirectoryURL.path(),
        ], outputFilesDirectory: context.pluginWorkDirectoryURL)
    ]
  }
}
