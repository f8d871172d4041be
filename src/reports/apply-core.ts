/** What every script has: refusing another host, one change at a time, a record of what stood before, a log line each. */

/** Runs on Windows PowerShell 4 and later: the first that Windows Server 2012 R2 has. */
export const PREAMBLE = String.raw`#Requires -Version 4.0
#Requires -RunAsAdministrator`;

export const PARAMETERS = String.raw`[CmdletBinding(SupportsShouldProcess)]
param([switch]$AllowManagementLoss)
Set-StrictMode -Version 3.0
$ErrorActionPreference = 'Stop'
$tally = @{ changed = 0; same = 0; skipped = 0; failed = 0 }`;

/** `$expected` is the name that the inventory has. A name of more than 15 characters is found in the DNS name only. */
export const HOST_CHECK = String.raw`$label = $expected.Split('.')[0]
if (@($env:COMPUTERNAME, [System.Net.Dns]::GetHostName()) -notcontains $label) {
  throw "This script is for the host $label, and this is $env:COMPUTERNAME. Nothing was changed."
}`;

export const CLUSTER_CHECK = String.raw`$label = $expected.Split('.')[0]
$cluster = (Get-Cluster -ErrorAction Stop).Name
if ($cluster -ne $label) {
  throw "This script is for the cluster $label, and this host is of $cluster. Nothing was changed."
}`;

export const CORE = String.raw`function Write-Line([string]$Text) {
  Write-Output ($Text -replace '[\x00-\x1f\x7f\x85\u2028\u2029]', '?')
}

function ConvertTo-Text($Value) {
  if ($null -eq $Value) { return '' }
  if ($Value -is [bool]) { return $Value.ToString().ToLowerInvariant() }
  return [string]$Value
}

# The first of these properties that the object has: what they are called differs between versions of Windows.
function Read-Property($Object, [string[]]$Names) {
  foreach ($name in $Names) {
    $property = $Object.PSObject.Properties[$name]
    if ($null -ne $property) { return $property.Value }
  }
  throw "This version of Windows does not know $($Names[-1])."
}

function Select-Single($Found, [string]$What) {
  if ($Found.Count -ne 1) { throw "There are $($Found.Count) of $What here, not one." }
  return $Found[0]
}

function Get-Key([string]$Kind, [hashtable]$Target, [string]$Setting) {
  $parts = @($Target.Keys | Sort-Object | ForEach-Object { "$_=$($Target[$_])" })
  return (@($Setting, $Kind) + $parts) -join '|'
}

function Get-Label([hashtable]$Target) {
  if ($Target.ContainsKey('Vm')) { return "$($Target['Vm'])/$($Target['Adapter'])" }
  foreach ($name in @('Adapter', 'Nic', 'Switch', 'Category', 'Name', 'Priority')) {
    if ($Target.ContainsKey($name)) { return [string]$Target[$name] }
  }
}

function Read-Records {
  $records = @{}
  if (Test-Path -LiteralPath $recordPath) {
    foreach ($record in (Get-Content -LiteralPath $recordPath -Raw -Encoding UTF8 | ConvertFrom-Json)) {
      $records[$record.Key] = $record
    }
  }
  return $records
}

# Written before the setting is touched, under another name first, so that an interruption loses nothing.
function Save-Record([string]$Key, [string]$Before, [string]$After) {
  $records = Read-Records
  $records[$Key] = [pscustomobject]@{ Key = $Key; Before = $Before; After = $After }
  ConvertTo-Json -InputObject @($records.Values) | Set-Content -LiteralPath "$recordPath.new" -Encoding UTF8
  Move-Item -LiteralPath "$recordPath.new" -Destination $recordPath -Force
}

function Step-Setting([string]$Kind, [hashtable]$Target, [string]$Setting, $Wanted, [string]$Label, [bool]$Record) {
  $what = "$Setting of $Label"
  $now = ConvertTo-Text (& "Read-$Kind" $Target $Setting)
  $to = ConvertTo-Text $Wanted
  if ($now -eq $to) {
    $tally['same']++
    Write-Line "same     $what is $now"
    return
  }
  if (-not $PSCmdlet.ShouldProcess($what, "change from '$now' to '$to'")) {
    $tally['skipped']++
    return
  }
  if ($Record) { Save-Record (Get-Key $Kind $Target $Setting) $now $to }
  & "Write-$Kind" $Target $Setting $Wanted | Out-Null
  $tally['changed']++
  Write-Line "changed  $what from $now to $to"
}

function Write-Failure([string]$What, $Failure) {
  if ($Failure.Exception -is [System.Management.Automation.ItemNotFoundException]) {
    $tally['skipped']++
    Write-Line "skipped  $What because $($Failure.Exception.Message)"
    return
  }
  $tally['failed']++
  Write-Line "failed   $What because $($Failure.Exception.Message)"
}

function Exit-WithSummary {
  Write-Line "$($tally['changed']) changed, $($tally['same']) already so, $($tally['skipped']) skipped, $($tally['failed']) failed"
  if ($tally['failed'] -gt 0) { exit 1 }
  exit 0
}`;

export const APPLY = String.raw`function Invoke-Change([string]$Kind, [hashtable]$Target, [string]$Setting, $Proposed, [string]$Label = (Get-Label $Target)) {
  try { Step-Setting $Kind $Target $Setting $Proposed $Label $true }
  catch { Write-Failure "$Setting of $Label" $_ }
}`;

/**
 * Back to what the script read before it changed the setting; where it has no record of that, to what the inventory
 * said. A setting that somebody has changed since is left alone.
 */
export const UNDO = String.raw`function ConvertFrom-Text($Text) {
  switch -CaseSensitive ($Text) {
    '' { return $null }
    'true' { return $true }
    'false' { return $false }
    default { return $Text }
  }
}

function Undo-Change([string]$Kind, [hashtable]$Target, [string]$Setting, $Proposed, [string]$Label = (Get-Label $Target), $Was) {
  $what = "$Setting of $Label"
  try {
    $record = (Read-Records)[(Get-Key $Kind $Target $Setting)]
    $applied = ConvertTo-Text $Proposed
    if ($null -ne $record -and $record.After -eq $applied) { $before = ConvertFrom-Text $record.Before }
    elseif ($PSBoundParameters.ContainsKey('Was')) { $before = $Was }
    else { throw (New-Object System.Management.Automation.ItemNotFoundException 'nobody recorded what it was.') }
    $now = ConvertTo-Text (& "Read-$Kind" $Target $Setting)
    if ($now -ne $applied -and $now -ne (ConvertTo-Text $before)) {
      throw (New-Object System.Management.Automation.ItemNotFoundException "it is $now by now, not $applied as applied.")
    }
    Step-Setting $Kind $Target $Setting $before $Label $false
  } catch { Write-Failure $what $_ }
}`;
