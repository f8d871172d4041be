#Requires -Version 4.0
#Requires -RunAsAdministrator
# Changes 2 settings of one host, in order. Each is read first, and left alone where it is so already.
# Add -WhatIf to see what would be changed. Each change gives one line of output: redirect it to keep a log.
# What stood before is recorded in good-1.state.json beside this script; good-1.undo.ps1 takes the changes back.

[CmdletBinding(SupportsShouldProcess)]
param([switch]$AllowManagementLoss)
Set-StrictMode -Version 3.0
$ErrorActionPreference = 'Stop'
$tally = @{ changed = 0; same = 0; skipped = 0; failed = 0 }

$expected = 'good-1'
$label = $expected.Split('.')[0]
if (@($env:COMPUTERNAME, [System.Net.Dns]::GetHostName()) -notcontains $label) {
    throw "This script is for the host $label, and this is $env:COMPUTERNAME. Nothing was changed."
}

$recordPath = Join-Path $PSScriptRoot 'good-1.state.json'

function Write-Line([string]$Text) {
    Write-Output ($Text -replace '[\x00-\x1f\x7f\x85\u2028\u2029]', '?')
}

function ConvertTo-Text($Value) {
    if ($null -eq $Value) { return '' }
    if ($Value -is [bool]) { return $Value.ToString().ToLowerInvariant() }
    return [string]$Value
}

function ConvertFrom-Text($Text) {
    switch -CaseSensitive ($Text) {
        '' { return $null }
        'true' { return $true }
        'false' { return $false }
        default { return $Text }
    }
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
}

function Invoke-Change([string]$Kind, [hashtable]$Target, [string]$Setting, $Proposed, [string]$Label) {
    try { Step-Setting $Kind $Target $Setting $Proposed $Label $true }
    catch { Write-Failure "$Setting of $Label" $_ }
}

function Read-SmbLimit([hashtable]$Target, [string]$Setting) {
    if (-not (Get-WindowsFeature -Name 'FS-SMBBW' -ErrorAction Stop).Installed) {
        throw 'the feature SMB Bandwidth Limit is missing. Run: Install-WindowsFeature -Name FS-SMBBW'
    }
    $limit = @(Get-SmbBandwidthLimit -ErrorAction Stop | Where-Object { $_.Category -eq $Target['Category'] })
    if ($limit.Count -eq 0) { return $null }
    return $limit[0].BytesPerSecond
}

function Write-SmbLimit([hashtable]$Target, [string]$Setting, $Value) {
    if ($null -eq $Value) { Remove-SmbBandwidthLimit -Category $Target['Category'] -Confirm:$false -ErrorAction Stop }
    else { Set-SmbBandwidthLimit -Category $Target['Category'] -BytesPerSecond $Value -ErrorAction Stop }
}

function Read-VmHost([hashtable]$Target, [string]$Setting) {
    return Read-Property (Get-VMHost -ErrorAction Stop) @($Setting)
}

function Write-VmHost([hashtable]$Target, [string]$Setting, $Value) {
    $parameters = @{ $Setting = $Value }
    Set-VMHost @parameters -ErrorAction Stop
}

function Invoke-All {
Invoke-Change 'SmbLimit' @{ Category = 'LiveMigration' } 'BytesPerSecond' 3057485370 'LiveMigration'
Invoke-Change 'VmHost' @{} 'MaximumStorageMigrations' 4 'good-1'
}

Invoke-All
Exit-WithSummary
